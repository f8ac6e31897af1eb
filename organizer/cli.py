"""Commands: `flask --app app <command>`. Each does one thing or says in one sentence why it cannot."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from organizer import checkup, work
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.parties import USUAL_GUESTS, Lean
from organizer.domain.vocabulary import Language
from organizer.mail.imap_accounts import ImapAccount
from organizer.mail.smtp import SmtpAccount
from organizer.services import (
    attendee_lists,
    backups,
    demo,
    incoming,
    mailboxes,
    opt_outs,
    outbox,
    people,
    rank,
    read_list,
    senders,
    suggest,
)
from organizer.services.attendee_lists import SAMPLE
from organizer.services.incoming_seats import Receipt
from organizer.services.post_office import PostOffice
from organizer.settings import Settings, UnusablePlaceError, keep_key, open_keys, put_key
from organizer.store.engine import (
    InstanceLock,
    UnusableDatabaseError,
    clock_of,
    is_made,
    migrate,
    open_engine,
    reading,
    transaction,
)
from organizer.store.ledgers import keep_beside

Command = Callable[..., object]

PLAYABLE_YEARS = range(2000, 2100)


class UnreadableFileError(OrganizerError):
    message = N_("%(name)s cannot be opened. Check the name and whether you may read it.")


class NoDestinationError(OrganizerError):
    message = N_("Say where the mails go: --to takes a folder, or smtp://user:password@host:port.")


class NoMailServerError(OrganizerError):
    message = N_("No mail server is set up, so nothing can be sent. Set SMTP_URL, or take the mails with deliver --to.")


class BadPairError(OrganizerError):
    message = N_("--apart needs two different ids with a comma between them, for example --apart 3,8.")


def command(name: str, *options: Callable[[Command], Command]) -> Callable[[Command], click.Command]:
    """A command of that name whose rules, when broken, become one sentence on stderr and exit code 1."""

    def make(function: Command) -> click.Command:
        @wraps(function)
        def run(**values: object) -> None:
            try:
                function(**values)
            except OrganizerError as error:
                raise click.ClickException(str(error)) from None
            except SQLAlchemyError:
                raise click.ClickException(str(UnusableDatabaseError())) from None
            except OSError as error:
                raise click.ClickException(str(UnusablePlaceError.of(error))) from None

        wrapped: Command = run
        for option in reversed(options):
            wrapped = option(wrapped)
        return click.command(name)(wrapped)

    return make


FILE = click.Path(path_type=Path)
AS_JSON = click.option("--json", "out", type=FILE, help="write the result to this file as JSON")


@command("read-list", click.argument("files", nargs=-1, required=True, type=FILE), AS_JSON)
def read_list_command(files: Sequence[Path], out: Path | None) -> None:
    """Read attendee lists without touching the database."""
    _give(read_list.read_files(files), out)


@command(
    "import-list",
    click.argument("file", type=FILE),
    click.option("--occasion", required=True, help="the meeting that did not happen"),
    click.option("--source", default="", help="where the list is from"),
)
def import_list_command(file: Path, occasion: str, source: str) -> None:
    """Import a list into the database."""
    with _writing() as (connection, settings):
        keys = open_keys(settings.home)
        done = attendee_lists.import_file(connection, _readable(file), occasion, source, keys, _now())
    click.echo(f"read {done.read}, new {done.new}, merged {done.merged}, need attention {done.attention}")
    if done.unasked:
        click.echo(f"not asked about: {done.unasked} more pairs who share a name and little else; they stay two people")


@command("people", AS_JSON)
def people_command(out: Path | None) -> None:
    """Everybody in the database."""
    with _reading() as connection:
        _give(people.listing(connection), out)


@command(
    "rank",
    click.option("--topic", required=True),
    click.option("--list", "file", required=True, type=FILE),
    click.option("--limit", type=click.IntRange(min=1), default=None),
    AS_JSON,
)
def rank_command(topic: str, file: Path, limit: int | None, out: Path | None) -> None:
    """Rank the people of a list by how close they are to a topic."""
    _give(rank.rank_list(_content(file), file.name, topic, limit), out)


@command(
    "suggest",
    click.option("--topic", required=True),
    click.option("--guests", type=int, default=USUAL_GUESTS, show_default=True),
    click.option("--must", type=int, multiple=True, help="id of somebody who has to sit at the table"),
    click.option("--exclude", type=int, multiple=True, help="id of somebody who must not"),
    click.option("--apart", multiple=True, help="two ids that never sit together: 3,8"),
    click.option("--seed", type=int, default=0, show_default=True),
    click.option(
        "--lean", type=click.Choice([one.value for one in Lean]), default=Lean.BALANCED.value, show_default=True
    ),
    click.option("--more-senior", is_flag=True, help="more people who lead others"),
    AS_JSON,
)
def suggest_command(
    topic: str,
    guests: int,
    must: Sequence[int],
    exclude: Sequence[int],
    apart: Sequence[str],
    seed: int,
    lean: str,
    more_senior: bool,
    out: Path | None,
) -> None:
    """Suggest a table from the people in the database."""
    wanted = suggest.Wanted(
        topic=topic,
        guests=guests,
        must=frozenset(must),
        exclude=frozenset(exclude),
        apart=frozenset(_pair(one) for one in apart),
        seed=seed,
        lean=Lean(lean),
        more_senior=more_senior,
    )
    with _reading() as connection:
        _give(suggest.suggest_from_everybody(connection, wanted), out)


@command(
    "demo",
    click.argument("folder", type=FILE),
    click.option("--list", "file", type=FILE, default=SAMPLE, help="the attendee list; a sample without it"),
    click.option("--language", type=click.Choice([one.value for one in Language]), default=Language.EN.value),
    click.option("--now", default=None, help="play as if it were this time, ISO 8601"),
)
def demo_command(folder: Path, file: Path, language: str, now: str | None) -> None:
    """Play the whole main job with a list, without a browser, into a folder."""
    content, moment = _content(file), _moment(now)
    home = _empty_instance(folder)
    office = PostOffice(keys=open_keys(home))
    engine = open_engine(f"sqlite:///{home / 'runde.sqlite'}")
    summary = demo.play(engine, office, folder, content, file.name, Language(language), moment)
    told: Any = summary["folders"]
    for name, mails in told.items():
        click.echo(f"{name}: {len(mails)} mails")
    letters: Any = summary["letters"]
    for name, measured in letters.items():
        click.echo(
            f"{name}: letters of {measured['fewest_words']} to {measured['most_words']} words, "
            f"the reasons of the two most alike share {measured['likeness']:.0%} of their words"
        )
    click.echo(f"Read the first one: {folder / demo.FOLDERS[0]}")


@command("note-reply", click.argument("files", nargs=-1, required=True, type=FILE), AS_JSON)
def note_reply_command(files: Sequence[Path], out: Path | None) -> None:
    """Take reply mails as if they had been fetched from the mailbox."""
    noted: list[dict[str, object]] = []
    with _writing() as (connection, settings):
        receipt = Receipt(now=_now(), keys=open_keys(settings.home))
        for file in files:
            noted += incoming.note_mail(connection, _content(file), file.name, receipt, trusted=_trusted(settings))
    _give(noted, out)


@command(
    "deliver",
    click.option("--to", required=True, help="a folder, or smtp://user:password@host:port"),
    click.option("--once", is_flag=True, help="look through the outbox once and stop (always so)"),
)
def deliver_command(to: str, once: bool) -> None:
    """Deliver what is due in the outbox there, whichever mailbox it is from; otherwise as the command work does."""
    if not to.strip():
        raise NoDestinationError
    ways = _ways_to(to.strip())
    with _engine_of_writer() as (engine, settings):
        worker = work.a_worker(engine, clock_of(engine), settings.mail_from)
        sweep = work.work_once(worker if "://" in to else replace(worker, quota=None), ways)
    click.echo(f"tried {sweep.tried}")
    if sweep.refused:
        raise click.ClickException(f"The mail server refused this mailbox: {sweep.refused}")


@command("work", click.option("--once", is_flag=True, help="look through the outbox once and stop"))
def work_command(once: bool) -> None:
    """Run due work until told to stop (SIGTERM, Ctrl-C): beside the pages of a hosted service, in any number."""
    settings = _settings()
    if not settings.smtp_url:
        raise NoMailServerError
    usual = SmtpAccount.from_url(settings.smtp_url)
    with _engine_of_writer() as (engine, _):
        clock, key = clock_of(engine), keep_key(settings.home, "mailbox")
        ways = work.over_smtp(senders.account_book(engine, key, usual, only_public=settings.is_hosted))
        read = mailboxes.reader(engine, settings.imap_url, open_keys(settings.home), clock)
        if once:
            sweep = work.work_once(work.a_worker(engine, clock, settings.mail_from), ways)
            click.echo(f"tried {sweep.tried}")
            read()
            return
        work.work_until_told(
            lambda goes_on: work.Work(work.a_worker(engine, clock, settings.mail_from, goes_on), ways, read)
        )


@command("migrate")
def migrate_command() -> None:
    """Bring the database up to date."""
    with _engine_of_writer() as (engine, settings):
        migrate(engine)
        opt_outs.bring_up_to_date(engine, open_keys(settings.home))


@command("backup", click.argument("file", type=FILE))
def backup_command(file: Path) -> None:
    """Keep a consistent copy of everything, also while the program runs."""
    settings = _settings()
    if not is_made(settings.database_url):
        raise UnusableDatabaseError
    engine = open_engine(settings.database_url)
    try:
        open_keys(settings.home)
        backups.keep_ledger(engine, settings.home)
        counted = backups.back_up(engine, settings.home, file, _now())
    finally:
        engine.dispose()
    click.echo(f"{file}: {sum(counted.values())} rows. It holds personal data: keep it where nobody else reads it.")


@command(
    "restore",
    click.argument("file", type=FILE),
    click.option("--replace", "replaces", is_flag=True, help="put it in the place of the data that is here"),
)
def restore_command(file: Path, replaces: bool) -> None:
    """Bring a backup back; nothing of it leaves the house before the host says so."""
    if not file.is_file():
        raise UnreadableFileError(name=file.name)
    with _engine_of_writer() as (engine, settings):
        done = backups.restore(engine, settings.home, file, partial(put_key, settings.home), _now(), replaces=replaces)
        opt_outs.bring_up_to_date(engine, open_keys(settings.home))
    click.echo(
        f"restored {sum(done.rows.values())} rows of {done.made_at:%Y-%m-%d %H:%M} UTC, "
        f"mails held {done.held}, people erased once more {done.erased}"
    )


@command("doctor")
def doctor_command() -> None:
    """Say what is configured, and what is wrong with it."""
    settings = _settings()
    findings = checkup.look_over(settings)
    for finding in findings:
        click.echo(f"{'ok' if finding.is_well else '!!'}  {finding.what}: {finding.said}")
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


COMMANDS = (
    read_list_command,
    import_list_command,
    people_command,
    rank_command,
    suggest_command,
    demo_command,
    note_reply_command,
    deliver_command,
    work_command,
    migrate_command,
    backup_command,
    restore_command,
    doctor_command,
)


def _ways_to(place: str) -> work.Ways:
    """One way for every mailbox: over that mail server, or into that folder, which no provider counts."""
    if "://" not in place:
        return lambda _: outbox.into_folder(Path(place))
    account = SmtpAccount.from_url(place)
    return lambda _: outbox.by_smtp(account)


def _trusted(settings: Settings) -> str:
    """Whose word about senders counts, as it would for the mailbox that is read."""
    return ImapAccount.from_url(settings.imap_url).trusted if settings.imap_url else ""


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _engine_of_writer() -> Iterator[tuple[Engine, Settings]]:
    """The engine for a command that writes: with SQLite it owns the instance meanwhile."""
    settings = _settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    keep_beside(engine, settings.home)
    try:
        if engine.dialect.name == "sqlite":
            with InstanceLock(settings.home):
                yield engine, settings
        else:
            yield engine, settings
    finally:
        engine.dispose()


@contextmanager
def _writing() -> Iterator[tuple[Connection, Settings]]:
    with _engine_of_writer() as (engine, settings):
        migrate(engine)
        with transaction(engine) as connection:
            yield connection, settings


@contextmanager
def _reading() -> Iterator[Connection]:
    url = _settings().database_url
    if not is_made(url):
        raise UnusableDatabaseError
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _give(result: object, out: Path | None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError:
        raise click.ClickException(f"{out} cannot be written. Choose another file.") from None


def _readable(file: Path) -> Path:
    try:
        with file.open("rb"):
            return file
    except OSError:
        raise UnreadableFileError(name=file.name) from None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise UnreadableFileError(name=file.name) from None


def _pair(text: str) -> frozenset[int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise BadPairError
    pair = frozenset(int(part) for part in parts)
    if len(pair) != 2:
        raise BadPairError
    return pair


def _moment(text: str | None) -> datetime:
    if text is None:
        return _now().replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"“{text}” is no time. Write it like 2026-11-21T09:00:00+01:00.") from None
    if moment.year not in PLAYABLE_YEARS:
        raise click.ClickException(f"The year of “{text}” cannot be played. Choose one from 2000 to 2099.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _empty_instance(folder: Path) -> Path:
    home = folder / "instance"
    if home.exists():
        raise click.ClickException(f"{folder} holds a demonstration already. Choose an empty folder.")
    home.mkdir(parents=True)
    return home
