"""Backup and restore on both databases, from one to the other, and what must not come back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from organizer.domain.names import Name
from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.domain.vocabulary import PersonId
from organizer.services import backups, erasures, invitations, people, same_person
from organizer.services.backups import InUseError, NewerBackupError, NoBackupError, OtherKeysError
from organizer.settings import open_keys, put_key
from organizer.store.backups import LEFT_OUT, consistent_copy, rows_of
from organizer.store.engine import open_engine, reading, transaction
from organizer.store.ledgers import LEDGER, keep_beside, read_ledger
from organizer.store.schema import dispatches, metadata
from organizer.store.schema import people as people_table
from tests import postgres
from tests.builders import NOW
from tests.databases import prepare
from tests.services.evenings import KEYS, OFFICE, again, everything, lay_evening, settle

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def an_engine(kind: str, folder: Path) -> Iterator[Engine]:
    """An empty place: no schema yet."""
    folder.mkdir(exist_ok=True)
    if kind == "postgresql":
        with postgres.a_database() as url:
            engine = open_engine(url)
            yield engine
            engine.dispose()
        return
    engine = open_engine(f"sqlite:///{folder / 'runde.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Alice's evening with everybody invited: one mail sent, the others waiting."""
    with an_engine(request.param, tmp_path / "home") as engine:
        prepare(engine)
        keep_beside(engine, tmp_path / "home")
        open_keys(tmp_path / "home")
        yield engine


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def invite(engine: Engine) -> list[PersonId]:
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        settle(connection, again(connection, planned), DispatchState.QUEUED)
        return [guest.id for guest in planned.guests]


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {name: sorted(rows, key=repr) for name, rows in everything(connection).items() if name not in LEFT_OUT}


def restore(engine: Engine, home: Path, file: Path, *, replaces: bool = False) -> backups.Restored:
    return backups.restore(engine, home, file, partial(put_key, home), NOW, replaces=replaces)


@pytest.mark.parametrize("into", KINDS)
def test_backup_comes_back_whole_into_an_empty_place_of_either_kind(
    engine: Engine, home: Path, file: Path, tmp_path: Path, into: str
):
    invite(engine)
    with transaction(engine) as connection:
        connection.execute(sa.update(dispatches).values(state=DispatchState.SENT))
    before = contents(engine)
    backups.back_up(engine, home, file, NOW)

    with an_engine(into, tmp_path / "empty") as other:
        restore(other, tmp_path / "empty", file)

        assert contents(other) == before
    assert open_keys(tmp_path / "empty") == open_keys(home)


def test_nothing_that_waited_leaves_by_itself_after_a_restore(engine: Engine, home: Path, file: Path):
    invite(engine)
    with transaction(engine) as connection:
        first, second, third, fourth, _ = connection.execute(sa.select(dispatches.c.id)).scalars()
        for number, state in (
            (first, DispatchState.SENT),
            (second, DispatchState.CLAIMED),
            (third, DispatchState.DOT_PENDING),
            (fourth, DispatchState.FAILED),
        ):
            connection.execute(sa.update(dispatches).where(dispatches.c.id == number).values(state=state))
    backups.back_up(engine, home, file, NOW)

    restored = restore(engine, home, file, replaces=True)

    with reading(engine) as connection:
        states = connection.execute(sa.select(dispatches.c.state).order_by(dispatches.c.id)).scalars().all()
    assert states == [
        DispatchState.SENT,
        DispatchState.HELD,
        DispatchState.UNCERTAIN,
        DispatchState.FAILED,
        DispatchState.HELD,
    ]
    assert restored.held == 3


@pytest.mark.parametrize("forgets", ["the database", "the ledger"])
def test_who_was_erased_or_opted_out_since_stays_so(
    engine: Engine, home: Path, file: Path, tmp_path: Path, forgets: str
):
    ids = invite(engine)
    backups.back_up(engine, home, file, NOW)
    with transaction(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
        erasures.erase(connection, host_id, ids[0], NOW)
        people.never_again(connection, host_id, ids[1], KEYS, NOW)
    if forgets == "the ledger":
        with transaction(engine) as connection:
            metadata.drop_all(connection)
            connection.execute(sa.text("DROP TABLE alembic_version"))

    restored = restore(engine, home, file, replaces=forgets == "the database")

    with reading(engine) as connection:
        known = connection.execute(sa.select(people_table.c.id)).scalars().all()
        assert ids[0] not in known
        assert people.person(connection, host_id, ids[1]).opted_out
    assert restored.erased == 1


def test_who_was_joined_since_and_then_erased_stays_so(engine: Engine, home: Path, file: Path):
    zoe = Person(id=PersonId(0), name=Name(given="Zoe", family="Zander"))
    with transaction(engine) as connection:
        host_id = lay_evening(connection).host.id
        kept = people.type_in(connection, host_id, replace(zoe, email="zoe@private.example.org"), KEYS, NOW)
        later = NOW + timedelta(seconds=5)
        gone = people.type_in(connection, host_id, replace(zoe, email="zoe@work.example.org"), KEYS, later)
    backups.back_up(engine, home, file, NOW)
    with transaction(engine) as connection:
        same_person.join(connection, host_id, (kept.id, gone.id), KEYS, NOW)
        erasures.erase(connection, host_id, kept.id, NOW)

    restored = restore(engine, home, file, replaces=True)

    assert "Zoe" not in repr(contents(engine))
    assert restored.erased == 2


def test_ids_of_the_deleted_are_not_given_again_after_a_restore(engine: Engine, home: Path, file: Path):
    ids = invite(engine)
    with transaction(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
        newest = connection.execute(sa.select(sa.func.max(people_table.c.id))).scalar_one()
        erasures.erase(connection, host_id, newest, NOW)
    backups.back_up(engine, home, file, NOW)

    restore(engine, home, file, replaces=True)

    with transaction(engine) as connection:
        values = {"host_id": host_id, "given": "Anna", "family": "Kurz", "created_at": NOW}
        fresh = connection.execute(sa.insert(people_table).values(values).returning(people_table.c.id)).scalar_one()
    assert fresh > newest > max(ids)


def test_restore_does_not_replace_anything_unasked(engine: Engine, home: Path, file: Path):
    invite(engine)
    backups.back_up(engine, home, file, NOW)
    before = contents(engine)

    with pytest.raises(InUseError):
        restore(engine, home, file)

    assert contents(engine) == before


def test_backup_of_another_instance_is_refused(engine: Engine, home: Path, file: Path, tmp_path: Path):
    invite(engine)
    backups.back_up(engine, home, file, NOW)
    open_keys(tmp_path / "other")

    with an_engine("sqlite", tmp_path / "other") as other, pytest.raises(OtherKeysError):
        restore(other, tmp_path / "other", file)


@pytest.mark.parametrize("damage", ["no zip", "cut short", "row missing", "line cut", "newer"])
def test_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path, damage: str):
    home, file = tmp_path / "home", tmp_path / "backup.zip"
    with an_engine("sqlite", home) as engine:
        prepare(engine)
        open_keys(home)
        invite(engine)
        backups.back_up(engine, home, file, NOW)
        before = contents(engine)
        damaged(file, damage)

        with pytest.raises(NewerBackupError if damage == "newer" else NoBackupError):
            restore(engine, home, file, replaces=True)

        assert contents(engine) == before


def damaged(file: Path, damage: str) -> None:
    raw = file.read_bytes()
    if damage == "no zip":
        file.write_bytes(b"hello")
        return
    if damage == "cut short":
        file.write_bytes(raw[: len(raw) // 2])
        return
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = parts["tables/people.jsonl"]
    parts["tables/people.jsonl"] = {"row missing": rows.split(b"\n", 1)[1], "line cut": rows[:-20]}.get(damage, rows)
    if damage == "newer":
        parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), "revision": "9999"}).encode()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_backup_holds_no_key_of_cookies_and_can_be_read_by_its_owner_only(engine: Engine, home: Path, file: Path):
    put_key(home, "secret", bytes(range(32)))
    backups.back_up(engine, home, file, NOW)

    with ZipFile(file) as archive:
        keys = [name for name in archive.namelist() if name.startswith("keys/")]
    assert keys == ["keys/addresses", "keys/invitations"]
    assert file.stat().st_mode & 0o077 == 0


def test_ledger_knows_before_the_database_who_is_to_be_left_in_peace(engine: Engine, home: Path):
    ids = invite(engine)

    with reading(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
    event.listen(engine, "commit", _lose_power)

    with pytest.raises(OSError, match="power"), transaction(engine) as connection:
        people.never_again(connection, host_id, ids[1], KEYS, NOW)

    event.remove(engine, "commit", _lose_power)
    with reading(engine) as connection:
        assert not people.person(connection, host_id, ids[1]).opted_out
    assert len(read_ledger(home / LEDGER).opt_outs) == 1


def test_ledger_of_a_database_from_before_is_brought_up_to_date(engine: Engine, home: Path):
    ids = invite(engine)
    with transaction(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
        people.never_again(connection, host_id, ids[1], KEYS, NOW)
    (home / LEDGER).unlink()

    counted = [backups.keep_ledger(engine, home) for _ in range(2)]

    assert counted == [1, 0]


def test_ledger_from_when_hashes_were_longer_still_holds(engine: Engine, home: Path):
    ids = invite(engine)
    with transaction(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
        people.never_again(connection, host_id, ids[1], KEYS, NOW)
    now_written = read_ledger(home / LEDGER)
    (hashed,) = (one.address_hash for one in now_written.opt_outs)

    (home / LEDGER).write_text((home / LEDGER).read_text().replace(hashed, hashed * 2))

    assert read_ledger(home / LEDGER) == now_written


def test_ledger_goes_on_after_a_line_cut_short(engine: Engine, home: Path):
    ids = invite(engine)
    (home / "ledger.jsonl").write_text('{"what": "eras')
    with transaction(engine) as connection:
        host_id = connection.execute(sa.select(people_table.c.host_id)).scalars().first()
        erasures.erase(connection, host_id, ids[0], NOW)

    assert backups.keep_ledger(engine, home) == 0
    assert [one.person_id for one in backups.forgotten(engine, home).erasures] == [ids[0]]


def test_backup_sees_one_state_while_others_write(engine: Engine, home: Path, file: Path):
    invite(engine)
    with consistent_copy(engine) as copy:
        before = len(list(rows_of(copy, "dispatches")))
        with transaction(engine) as connection:
            connection.execute(sa.delete(dispatches))
        after = len(list(rows_of(copy, "dispatches")))

    assert (before, after) == (5, 5)


def _lose_power(_connection: Connection) -> None:
    raise OSError("the power is gone")
