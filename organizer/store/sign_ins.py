"""Requests to sign in, accounts and visits, as rows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.sign_ins import SignIn
from organizer.domain.vocabulary import HostId
from organizer.store.schema import accounts, hosts, sign_ins, visits

_COLUMNS = tuple(sign_ins.c[name] for name in SignIn.__slots__)


def insert_sign_in(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(sa.insert(sign_ins).values(values))


def let_nobody_else_ask(connection: Connection) -> None:
    """Until the end of the transaction: of many who ask at once each is counted by the next. SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE sign_ins IN SHARE ROW EXCLUSIVE MODE"))


def count_since(connection: Connection, since: datetime, *, email: str, place_hash: str) -> tuple[int, int]:
    """How many requests there were since then for an address, and how many from a place; no place, none."""
    recent = sa.select(sa.func.count()).select_from(sign_ins).where(sign_ins.c.asked_at > since)
    for_address = connection.execute(recent.where(sign_ins.c.email == email)).scalar_one()
    if not place_hash:
        return for_address, 0
    return for_address, connection.execute(recent.where(sign_ins.c.place_hash == place_hash)).scalar_one()


def find_by_token(connection: Connection, token_hash: str) -> SignIn | None:
    row = connection.execute(sa.select(*_COLUMNS).where(sign_ins.c.token_hash == token_hash)).first()
    return SignIn(**row._mapping) if row else None


def find_by_browser(connection: Connection, browser_hash: str) -> SignIn | None:
    """The newest request of a browser, locked: two codes tried at once count as two."""
    query = sa.select(*_COLUMNS).where(sign_ins.c.browser_hash == browser_hash)
    row = connection.execute(query.order_by(sign_ins.c.id.desc()).limit(1).with_for_update()).first()
    return SignIn(**row._mapping) if row else None


def count_wrong_code(connection: Connection, sign_in_id: int) -> None:
    more = {"wrong_codes": sign_ins.c.wrong_codes + 1}
    connection.execute(sa.update(sign_ins).where(sign_ins.c.id == sign_in_id).values(more))


def forget_sign_ins(connection: Connection, before: datetime) -> None:
    connection.execute(sa.delete(sign_ins).where(sign_ins.c.asked_at < before))


def find_account(connection: Connection, email: str) -> HostId | None:
    """The host who signs in with this address."""
    return connection.execute(sa.select(accounts.c.host_id).where(accounts.c.email == email)).scalar()


def find_host_without_account(connection: Connection, email: str) -> HostId | None:
    """A host made before there were accounts: the one of local mode, once it becomes public."""
    query = (
        sa.select(hosts.c.id)
        .outerjoin(accounts, accounts.c.host_id == hosts.c.id)
        .where(sa.func.lower(hosts.c.email) == email, accounts.c.id.is_(None))
    )
    return connection.execute(query.order_by(hosts.c.id).limit(1)).scalar()


def insert_account(connection: Connection, host_id: HostId, email: str, now: datetime) -> None:
    connection.execute(sa.insert(accounts).values(host_id=host_id, email=email, created_at=now))


def insert_visit(
    connection: Connection, host_id: HostId, token_hash: str, *, began_at: datetime, ends_at: datetime
) -> None:
    values = {"host_id": host_id, "token_hash": token_hash, "began_at": began_at, "ends_at": ends_at}
    connection.execute(sa.insert(visits).values(values))


def find_visitor(connection: Connection, token_hash: str, now: datetime) -> tuple[HostId, str] | None:
    """Whose visit this is, and the address they signed in with."""
    query = (
        sa.select(visits.c.host_id, accounts.c.email)
        .join(accounts, accounts.c.host_id == visits.c.host_id)
        .where(visits.c.token_hash == token_hash, visits.c.ends_at > now)
    )
    row = connection.execute(query).first()
    return (row.host_id, row.email) if row else None


def end_visit(connection: Connection, token_hash: str) -> None:
    connection.execute(sa.delete(visits).where(visits.c.token_hash == token_hash))


def forget_visits(connection: Connection, now: datetime) -> None:
    connection.execute(sa.delete(visits).where(visits.c.ends_at <= now))
