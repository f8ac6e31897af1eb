"""Calendar readers that share no code with ours: each takes objects and says what it sees in them."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from pathlib import Path

import ics
import pytest
import vobject

from tests.readers import libical
from tests.readers.seen import Seen, instant

HERE = Path(__file__).parent
NODE_HOW = (
    "ical.js is not here; install it: npm install --no-package-lock --prefix tests/readers (Debian: apt install npm)"
)
PHP_HOW = "sabre/vobject is not here; install it (Debian: apt install php-cli php-sabre-vobject)"
SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")

Reader = Callable[[Sequence[bytes]], list[Seen]]


def by_icaljs(calendars: Sequence[bytes]) -> list[Seen]:
    """Thunderbird's and many a web calendar's parser."""
    if not shutil.which("node") or not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.skip(NODE_HOW)
    return _asked(["node", str(HERE / "icaljs.mjs")], calendars)


def by_sabre(calendars: Sequence[bytes]) -> list[Seen]:
    """The parser of older CalDAV servers written in PHP."""
    if not shutil.which("php") or not SABRE.exists():
        pytest.skip(PHP_HOW)
    return _asked(["php", "-d", "include_path=/usr/share/php", str(HERE / "sabre.php")], calendars)


def by_libical(calendars: Sequence[bytes]) -> list[Seen]:
    return [libical.read(calendar) for calendar in calendars]


def by_vobject(calendars: Sequence[bytes]) -> list[Seen]:
    """Radicale's parser, strict about counts and characters."""
    return [_seen_by_vobject(calendar) for calendar in calendars]


def by_ics(calendars: Sequence[bytes]) -> list[Seen]:
    """Reads neither METHOD nor SEQUENCE, nor the VTIMEZONE: it goes by the zone's name."""
    return [_seen_by_ics(calendar) for calendar in calendars]


READERS: dict[str, Reader] = {
    "ical.js": by_icaljs,
    "libical": by_libical,
    "sabre": by_sabre,
    "vobject": by_vobject,
    "ics": by_ics,
}


def _asked(command: list[str], calendars: Sequence[bytes]) -> list[Seen]:
    """What a program of another language sees, asked once for all."""
    question = json.dumps([base64.b64encode(one).decode() for one in calendars])
    answer = subprocess.run(command, input=question, capture_output=True, text=True, timeout=300, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return [_seen(one) for one in json.loads(answer.stdout)]


def _seen(told: dict[str, object]) -> Seen:
    at = partial(lambda name: instant(int(str(told[name]))))
    values = {**told, "starts_at": at("starts_at"), "ends_at": at("ends_at"), "complaints": tuple(told["complaints"])}  # type: ignore[arg-type]
    return Seen(**values)  # type: ignore[arg-type]


def _seen_by_vobject(calendar: bytes) -> Seen:
    whole = vobject.readOne(calendar.decode())
    event = whole.vevent
    attendee = getattr(event, "attendee", None)
    start = event.dtstart.value
    return Seen(
        method=whole.method.value,
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        starts_at=start.astimezone(UTC),
        ends_at=event.dtend.value.astimezone(UTC),
        wall_time=start.strftime("%Y-%m-%dT%H:%M:%S"),
        time_zone=event.dtstart.params.get("X-VOBJ-ORIGINAL-TZID", ["UTC"])[0],
        summary=event.summary.value,
        description=event.description.value,
        location=event.location.value if hasattr(event, "location") else "",
        status=event.status.value,
        organizer=event.organizer.value,
        organizer_name=event.organizer.params["CN"][0],
        attendee=attendee.value if attendee else "",
        attendee_name=attendee.params["CN"][0] if attendee else "",
        participation=attendee.params["PARTSTAT"][0] if attendee else "",
        conference=event.conference.value if hasattr(event, "conference") else "",
        complaints=() if whole.validate(raiseException=True) else ("does not validate",),
    )


def _seen_by_ics(calendar: bytes) -> Seen:
    whole = ics.Calendar(calendar.decode())
    (event,) = whole.events
    attendee = next(iter(event.attendees), None)
    return Seen(
        method=whole.method,
        uid=event.uid,
        sequence=next(int(one.value) for one in event.extra if one.name == "SEQUENCE"),
        starts_at=event.begin.datetime.astimezone(UTC),
        ends_at=event.end.datetime.astimezone(UTC),
        wall_time=event.begin.format("YYYY-MM-DDTHH:mm:ss"),
        time_zone=str(event.begin.tzinfo).removeprefix("tzfile('").removesuffix("')").rpartition("zoneinfo/")[2],
        summary=event.name,
        description=event.description,
        location=event.location or "",
        status=event.status,
        organizer=f"mailto:{event.organizer.email}",
        organizer_name=event.organizer.common_name,
        attendee=f"mailto:{attendee.email}" if attendee else "",
        attendee_name=attendee.common_name if attendee else "",
        participation=attendee.partstat if attendee else "",
        conference=next((one.value for one in event.extra if one.name == "CONFERENCE"), ""),
    )
