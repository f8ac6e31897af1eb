"""Signing in by a mailed link or code, and the visit that begins with it."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from organizer.domain.calendar_objects import CalendarAddress
from organizer.domain.letters import render
from organizer.domain.parties import Host
from organizer.domain.sign_ins import (
    CODE_DIGITS,
    LIFETIME,
    VISIT,
    OtherBrowserError,
    SignInOverError,
    TooManySignInsError,
    is_invited,
    may_ask,
)
from organizer.domain.tokens import token_hash
from organizer.domain.vocabulary import HostId, Language
from organizer.formats.mails import Mail, compose
from organizer.formats.service_texts import service_text
from organizer.services import hosts
from organizer.services.post_office import SERVICE
from organizer.store import sign_ins as store

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is mailed: the secret part of the link, and the code for who reads mail on another device."""

    email: str
    token: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is signed in; `email` is the address they have shown to be theirs."""

    host: Host
    email: str


def ask(
    connection: Connection, *, email: str, browser: str, place_hash: str, organizers: Sequence[str], now: datetime
) -> Key | None:
    """Note the request and give what to mail; nothing for an address that may not host, noted all the same.

    `browser` is the secret of the browser that asks; `place_hash` stands for where it asks from, empty when that
    cannot be told.
    """
    email = email.strip().casefold()
    store.let_nobody_else_ask(connection)
    store.forget_sign_ins(connection, now - KEPT)
    if not may_ask(*store.count_since(connection, now - LIFETIME, email=email, place_hash=place_hash)):
        raise TooManySignInsError
    key = Key(email=email, token=secrets.token_hex(16), code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}")
    values: dict[str, object] = {"email": email, "place_hash": place_hash, "asked_at": now}
    hashes = {"token_hash": token_hash(key.token), "browser_hash": token_hash(browser)}
    store.insert_sign_in(connection, {**values, **hashes, "code_hash": _code_hash(browser, key.code)})
    return key if _may_host(connection, email, organizers) else None


def write_mail(key: Key, *, sender: str, address: str, language: Language, now: datetime) -> bytes:
    """The mail with link and code; `address` is the public one of this program."""
    text = service_text("sign_in", language)
    values = {"address": address, "link": f"{address}/sign-in/{key.token}", "code": f"{key.code[:4]} {key.code[4:]}"}
    letter = render(text, values)
    return compose(
        Mail(
            sender=CalendarAddress(name=SERVICE, email=sender),
            recipient=CalendarAddress(name="", email=key.email),
            subject=letter.subject,
            body=letter.body,
            language=language,
            message_id=f"<{uuid4()}@{sender.rpartition('@')[2]}>",
            date=now,
            auto_submitted=True,
        )
    )


def check_link(connection: Connection, token: str, browser: str, now: datetime) -> str:
    """The address a mailed link is for; raises SignInOverError or OtherBrowserError."""
    found = store.find_by_token(connection, token_hash(token))
    if found is None or found.is_over(now):
        raise SignInOverError
    if not hmac.compare_digest(found.browser_hash, token_hash(browser)):
        raise OtherBrowserError
    return found.email


def enter_by_code(connection: Connection, code: str, browser: str, now: datetime) -> str | None:
    """The address whose code was typed in; None for a wrong one, which is counted. Raises SignInOverError."""
    found = store.find_by_browser(connection, token_hash(browser))
    if found is None or found.is_over(now):
        raise SignInOverError
    if hmac.compare_digest(found.code_hash, _code_hash(browser, "".join(code.split()))):
        return found.email
    store.count_wrong_code(connection, found.id)
    return None


def begin_visit(connection: Connection, email: str, language: Language, now: datetime) -> str:
    """The secret of a new visit of whoever owns the address; a newcomer becomes a host without a name."""
    store.forget_visits(connection, now)
    visit = secrets.token_hex(16)
    host_id = _account(connection, email, language, now)
    store.insert_visit(connection, host_id, token_hash(visit), began_at=now, ends_at=now + VISIT)
    return visit


def visitor(connection: Connection, visit: str, now: datetime) -> Visitor | None:
    """Who this visit belongs to, while it lasts."""
    found = store.find_visitor(connection, token_hash(visit), now)
    return Visitor(host=hosts.host(connection, found[0]), email=found[1]) if found else None


def end_visit(connection: Connection, visit: str) -> None:
    """Sign out: from here on the cookie of this visit opens nothing."""
    store.end_visit(connection, token_hash(visit))


def _may_host(connection: Connection, email: str, organizers: Sequence[str]) -> bool:
    is_known = store.find_account(connection, email) or store.find_host_without_account(connection, email)
    return is_known is not None or is_invited(email, organizers)


def _account(connection: Connection, email: str, language: Language, now: datetime) -> HostId:
    known = store.find_account(connection, email)
    return known if known is not None else _open_account(connection, email, language, now)


def _open_account(connection: Connection, email: str, language: Language, now: datetime) -> HostId:
    """Of two that are opened at once the database lets one through, and the other comes in by it."""
    try:
        with connection.begin_nested():
            without = store.find_host_without_account(connection, email)
            host_id = without if without is not None else hosts.make_nameless(connection, email, language)
            store.insert_account(connection, host_id, email, now)
            return host_id
    except IntegrityError:
        opened = store.find_account(connection, email)
        if opened is None:
            raise
        return opened


def _code_hash(browser: str, code: str) -> str:
    """Bound to the browser's secret: eight digits alone could be found from a hash."""
    return token_hash(f"{browser}:{code}")
