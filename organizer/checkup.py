"""What is configured, and what is wrong with it: the command `doctor`."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from organizer.domain.errors import OrganizerError
from organizer.mail.imap_accounts import ImapAccount
from organizer.mail.smtp import SmtpAccount
from organizer.services import mailboxes
from organizer.settings import Settings
from organizer.store.engine import NewerDatabaseError, is_made, is_migrated, is_newer, open_engine, unsafe_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    said: str
    is_well: bool = True


def look_over(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything that can be set; nothing is changed and nothing is sent."""
    return tuple(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(what="Python", said=sys.version.split()[0])
    yield _home(settings)
    yield _database(settings)
    yield _mail(settings)
    yield _answers(settings)
    yield _mailbox(settings)


def _home(settings: Settings) -> Finding:
    here = settings.home if settings.home.exists() else settings.home.parent
    if not os.access(here, os.W_OK):
        return Finding(what="Instance folder", said=f"{settings.home} cannot be written to.", is_well=False)
    return Finding(what="Instance folder", said=str(settings.home))


def _database(settings: Settings) -> Finding:
    kind = "SQLite " + sqlite3.sqlite_version if settings.database_url.startswith("sqlite") else "PostgreSQL"
    try:
        if not is_made(settings.database_url):
            return Finding(what="Database", said=f"{kind}, not made yet; `make run` or the command migrate makes it")
        engine = open_engine(settings.database_url)
        current, newer, unsafe = is_migrated(engine), is_newer(engine), unsafe_settings(engine)
    except SQLAlchemyError:
        return Finding(what="Database", said=f"{kind} does not answer. Check DATABASE_URL.", is_well=False)
    if newer:
        return Finding(what="Database", said=str(NewerDatabaseError()), is_well=False)
    if unsafe:
        said = f"{kind} may lose what it has acknowledged. Switch on in its settings: {', '.join(unsafe)}."
        return Finding(what="Database", said=said, is_well=False)
    said = f"{kind}, up to date" if current else f"{kind}, an older schema. Run the command migrate."
    return Finding(what="Database", said=said, is_well=current)


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        return Finding(what="Sending", said="no SMTP_URL: mails become drafts and files for your own mailbox")
    account = SmtpAccount.from_url(settings.smtp_url)
    return Finding(what="Sending", said=f"by SMTP over {account.host}:{account.port}")


def _answers(settings: Settings) -> Finding:
    if not settings.public_base_url:
        return Finding(what="Answers", said="no PUBLIC_BASE_URL: guests answer by their calendar or a plain reply")
    return Finding(what="Answers", said=f"on pages under {settings.public_base_url}/i/")


def _mailbox(settings: Settings) -> Finding:
    """Whether the mailbox that answers come to lets us in."""
    if not settings.imap_url:
        return Finding(what="Reading", said="no IMAP_URL: drop answers that arrive on the board")
    account = ImapAccount.from_url(settings.imap_url)
    try:
        mailboxes.try_out(account)
    except OrganizerError as error:
        return Finding(what="Reading", said=str(error), is_well=False)
    return Finding(what="Reading", said=f"answers in {account.folder} of {account.host}:{account.port}")
