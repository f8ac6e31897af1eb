"""The database itself: migrations, transactions, the instance lock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from organizer.domain.vocabulary import Language
from organizer.services.hosts import welcome_host
from organizer.store.engine import InstanceBusyError, InstanceLock, clock_of, migrate, open_engine, reading, transaction
from organizer.store.hosts import find_host
from organizer.store.schema import hosts, metadata, parties


def test_migrations_make_the_schema(engine: Engine) -> None:
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    with reading(engine) as connection:
        assert find_host(connection) is None


def test_transaction_rolls_back_on_an_exception(engine: Engine) -> None:
    alice = {"name": "Alice", "email": "alice@example.org", "language": Language.EN, "time_zone": "Europe/Berlin"}

    def welcome_and_fail() -> None:
        with transaction(engine) as connection:
            welcome_host(connection, **alice)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        welcome_and_fail()

    with reading(engine) as connection:
        assert find_host(connection) is None


def test_foreign_keys_are_kept(engine: Engine) -> None:
    orphan = {"host_id": 99, "occasion_id": 99, "spoken_language": Language.EN, "guests_wanted": 7}

    with pytest.raises(IntegrityError), transaction(engine) as connection:
        connection.execute(sa.insert(parties).values(**orphan, length_minutes=90, formality="formal"))


def test_errors_do_not_repeat_what_was_to_be_kept(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, transaction(engine) as connection:
        connection.execute(sa.insert(hosts).values(name=None, email="alice@example.org", language=Language.EN))

    assert "alice@example.org" not in str(caught.value).split("DETAIL:")[0]


def test_sqlite_is_set_for_safety(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.db'}")

    with reading(engine) as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert pragmas == ["truncate", 2, 1, 60_000]


def test_instance_lock_refuses_a_second_owner(tmp_path: Path) -> None:
    with InstanceLock(tmp_path), pytest.raises(InstanceBusyError), InstanceLock(tmp_path):
        pass


def test_instance_lock_is_free_again_after_its_owner(tmp_path: Path) -> None:
    with InstanceLock(tmp_path):
        pass

    with InstanceLock(tmp_path) as again:
        assert again.path == tmp_path / "lock"


def test_clock_of_a_database_is_its_own(engine: Engine) -> None:
    before = datetime.now(UTC)

    at = clock_of(engine)()

    assert at.utcoffset() == timedelta(0)
    assert before - timedelta(seconds=1) <= at <= datetime.now(UTC) + timedelta(seconds=1)
