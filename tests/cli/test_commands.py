"""The commands, as a script would call them: processes of their own, files, exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from organizer.cli import NoDestinationError
from organizer.domain.outbox import DispatchState
from organizer.services.attendee_lists import SAMPLE
from organizer.services.tables import NoTopicError
from organizer.store.engine import InstanceLock, open_engine, transaction
from organizer.store.schema import rounds
from tests.faults.outboxes import fill, lay, states
from tests.processes import ROOT, run_flask

Flask = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def flask(tmp_path: Path) -> Flask:
    """Run `flask --app app ...` with an instance of its own."""

    def run(*arguments: object, database_url: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        surroundings = {
            **os.environ,
            "ORGANIZER_HOME": str(tmp_path / "instance"),
            "DATABASE_URL": database_url,
            **more,
        }
        return run_flask([*map(str, arguments)], surroundings)

    return run


def refused(done: subprocess.CompletedProcess[str]) -> bool:
    """One sentence on stderr, nothing else, and a non-zero exit."""
    return done.returncode != 0 and done.stdout == "" and len(done.stderr.strip().splitlines()) == 1


def test_command_line_itself_knows_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )

    known = {line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()}
    assert known >= {"read-list", "import-list", "people", "suggest", "demo", "deliver", "work", "backup", "restore"}


def test_read_list_writes_people_and_rejected_rows(flask: Flask, attendees: Path, tmp_path: Path) -> None:
    done = flask("read-list", attendees / "luma_guests.csv", "--json", tmp_path / "out.json")

    read = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["files"]["luma_guests.csv"]
    assert (done.returncode, len(read["persons"]), len(read["rejected"]), read["error"]) == (0, 34, 10, None)


def test_read_list_of_no_list_gives_its_error_as_a_sentence(flask: Flask, tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))

    done = flask("read-list", tmp_path / "picture.csv", "--json", tmp_path / "out.json")

    read = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["files"]["picture.csv"]
    assert (done.returncode, read["persons"], read["error"] is None) == (0, [], False)


def test_import_list_twice_adds_nobody(flask: Flask, attendees: Path) -> None:
    first = flask("import-list", attendees / "eventbrite_attendees.csv", "--occasion", "OpenData Days")
    second = flask("import-list", attendees / "eventbrite_attendees.csv", "--occasion", "OpenData Days")

    assert first.stdout.startswith("read 43, new 43, merged 0, need attention ")
    assert second.stdout.startswith("read 43, new 0, merged 43, need attention ")


def test_people_lists_everybody(flask: Flask, attendees: Path, tmp_path: Path) -> None:
    flask("import-list", attendees / "eventbrite_attendees.csv", "--occasion", "OpenData Days")

    flask("people", "--json", tmp_path / "people.json")

    listed = json.loads((tmp_path / "people.json").read_text(encoding="utf-8"))
    assert len(listed) == 43
    assert {"id", "name", "organisation", "title", "level", "country", "email"} <= listed[0].keys()


def test_suggest_respects_must_exclude_and_apart(flask: Flask, attendees: Path, tmp_path: Path) -> None:
    flask("import-list", attendees / "eventbrite_attendees.csv", "--occasion", "OpenData Days")
    wanted = ("--topic", "Open data", "--must", 3, "--must", 7, "--exclude", 5, "--apart", "7,9", "--seed", 1)

    flask("suggest", *wanted, "--json", tmp_path / "one.json")
    flask("suggest", *wanted, "--json", tmp_path / "two.json")

    table = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    seated = {seat["id"] for seat in table["seats"]}
    assert len(seated) == 7
    assert ({3, 7} <= seated, {5, 9} & seated) == (True, set())
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_suggest_with_four_guests_is_refused(flask: Flask, attendees: Path) -> None:
    flask("import-list", attendees / "eventbrite_attendees.csv", "--occasion", "OpenData Days")

    assert refused(flask("suggest", "--topic", "Open data", "--guests", 4))


def test_suggest_without_a_database_is_refused(flask: Flask) -> None:
    assert refused(flask("suggest", "--topic", "Open data"))


def test_rank_puts_the_closest_first(flask: Flask, attendees: Path, tmp_path: Path) -> None:
    arguments = ("--topic", "Open Source", "--list", attendees / "eventbrite_attendees.csv", "--limit", 5)

    flask("rank", *arguments, "--json", tmp_path / "rank.json")

    ranked: list[dict[str, Any]] = json.loads((tmp_path / "rank.json").read_text(encoding="utf-8"))
    scores = [one["score"] for one in ranked]
    assert len(ranked) == 5
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.3


def test_demo_plays_into_a_folder_once(flask: Flask, attendees: Path, tmp_path: Path) -> None:
    play = ("demo", tmp_path / "show", "--list", attendees / "luma_guests.csv", "--language", "nl")

    first, second = flask(*play), flask(*play)

    assert first.returncode == 0, first.stderr
    assert (tmp_path / "show" / "instance").is_dir()
    assert refused(second)


def test_note_reply_of_a_stranger_changes_nothing(flask: Flask, tmp_path: Path) -> None:
    reply = Path(__file__).parent.parent / "formats" / "replies"
    (file, *_) = sorted(reply.glob("*.eml"))

    done = flask("note-reply", file, "--json", tmp_path / "noted.json")

    noted = json.loads((tmp_path / "noted.json").read_text(encoding="utf-8"))
    assert done.returncode == 0
    assert [(one["change"], one["why"]) for one in noted] == [(None, "unknown invitation")]


def test_writing_command_is_refused_while_the_program_runs(flask: Flask, tmp_path: Path) -> None:
    with InstanceLock(tmp_path / "instance"):
        done = flask("migrate")

    assert refused(done)


def test_suggest_without_a_topic_is_refused(flask: Flask) -> None:
    flask("migrate")

    done = flask("suggest", "--topic", " ")

    assert refused(done)
    assert done.stderr == f"Error: {NoTopicError()}\n"


def test_deliver_to_nowhere_is_refused(flask: Flask) -> None:
    flask("migrate")

    done = flask("deliver", "--to", "")

    assert refused(done)
    assert done.stderr == f"Error: {NoDestinationError()}\n"


@pytest.mark.parametrize("arguments", [("doctor",), ("people",), ("suggest", "--topic", "Open data")])
def test_commands_that_only_ask_make_no_database(flask: Flask, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    elsewhere = tmp_path / "elsewhere.db"

    done = flask(*arguments, database_url=f"sqlite:///{elsewhere}")

    assert not elsewhere.exists()
    assert "not made yet" in done.stdout if arguments == ("doctor",) else refused(done)


def test_work_without_a_mail_server_is_refused(flask: Flask) -> None:
    done = flask("work", "--once")

    assert refused(done)
    assert "SMTP_URL" in done.stderr


def test_work_once_of_an_empty_outbox_tries_nothing(flask: Flask) -> None:
    flask("migrate")

    assert flask("work", "--once", SMTP_URL="smtp://127.0.0.1:9").stdout == "tried 0\n"


def test_deliver_of_an_empty_outbox_tries_nothing(flask: Flask, tmp_path: Path) -> None:
    flask("migrate")

    assert flask("deliver", "--to", tmp_path / "mails", "--once").stdout == "tried 0\n"


def test_deliver_holds_what_is_stale_as_the_worker_does_and_lets_go_what_is_due(flask: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    flask("migrate")
    engine = open_engine(f"sqlite:///{tmp_path / 'instance' / 'runde.sqlite'}")
    lay(engine)
    fill(engine, [now - timedelta(hours=2), now - timedelta(minutes=1), now + timedelta(hours=1)])
    with transaction(engine) as connection:
        connection.execute(sa.update(rounds).values(starts_at=now + timedelta(days=30)))

    done = flask("deliver", "--to", tmp_path / "mails")

    assert done.stdout == "tried 1\n"
    assert list(states(engine).values()) == [DispatchState.HELD, DispatchState.SENT, DispatchState.QUEUED]
    assert len(list((tmp_path / "mails").iterdir())) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("migrate",),
        ("import-list", "README.md", "--occasion", "OpenData Days"),
        ("note-reply", "README.md"),
        ("deliver", "--to", "mails"),
        ("demo", "no-folder/show"),
    ],
    ids=lambda command: command[0],
)
def test_place_that_cannot_be_written_to_is_said_in_a_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("not a folder")
    surroundings = {**os.environ, "ORGANIZER_HOME": str(tmp_path / "file" / "instance"), "DATABASE_URL": ""}
    arguments = [part.replace("no-folder", str(tmp_path / "file")) for part in command]

    done = run_flask(arguments, surroundings)

    assert refused(done), done.stderr


def test_database_of_a_newer_version_is_left_alone_and_said_so(flask: Flask, tmp_path: Path) -> None:
    flask("migrate")
    engine = open_engine(f"sqlite:///{tmp_path / 'instance' / 'runde.sqlite'}")
    with transaction(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    migrated, looked_over = flask("migrate"), flask("doctor")

    assert refused(migrated), migrated.stderr
    assert "newer version" in migrated.stderr
    assert (looked_over.returncode, "newer version" in looked_over.stdout) == (1, True)


@pytest.mark.parametrize("now", ["tomorrow", "0001-01-01", "9999-12-31T23:00:00"])
def test_demo_at_a_time_that_is_none_is_refused(flask: Flask, tmp_path: Path, now: str) -> None:
    done = flask("demo", tmp_path / "show", "--now", now)

    assert refused(done), done.stderr
    assert not (tmp_path / "show").exists()


@pytest.mark.parametrize("pair", ["3", "3,3", "3,8,9", "three,eight", "²,3"])
def test_pair_that_is_none_is_refused(flask: Flask, pair: str) -> None:
    assert refused(flask("suggest", "--topic", "Open data", "--apart", pair))


def test_doctor_is_content_with_a_fresh_instance(flask: Flask) -> None:
    flask("migrate")

    done = flask("doctor")

    assert done.returncode == 0
    assert [line[:2] for line in done.stdout.splitlines()] == ["ok"] * 6


def test_backup_is_taken_while_the_program_runs_and_comes_back_into_an_empty_place(
    flask: Flask, tmp_path: Path
) -> None:
    flask("import-list", SAMPLE, "--occasion", "Fachtag")
    flask("people", "--json", tmp_path / "before.json")
    with InstanceLock(tmp_path / "instance"):
        kept = flask("backup", tmp_path / "kept.zip")
    (tmp_path / "instance" / "runde.sqlite").unlink()

    restored = flask("restore", tmp_path / "kept.zip")

    flask("people", "--json", tmp_path / "after.json")
    assert (kept.returncode, restored.returncode) == (0, 0)
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()


def test_restore_over_data_has_to_be_asked_for(flask: Flask, tmp_path: Path) -> None:
    flask("import-list", SAMPLE, "--occasion", "Fachtag")
    flask("backup", tmp_path / "kept.zip")

    unasked, asked = flask("restore", tmp_path / "kept.zip"), flask("restore", "--replace", tmp_path / "kept.zip")

    assert refused(unasked)
    assert asked.returncode == 0


def test_backup_of_nothing_is_refused(flask: Flask, tmp_path: Path) -> None:
    assert refused(flask("backup", tmp_path / "kept.zip"))
    assert not (tmp_path / "kept.zip").exists()
