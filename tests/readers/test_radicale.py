"""Our entries in a real CalDAV store: put there, changed in place, found by their time, taken out; the feed read."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
import vobject
from werkzeug.serving import make_server

from organizer.domain.calendar_objects import CalendarObject, Method, as_download
from organizer.formats.calendar_objects import write, write_feed
from organizer.settings import Settings
from tests.builders import NOW, a_calendar_object
from tests.web.boards import invited
from tests.web.conftest import an_app
from tests.web.test_feeds import feed_path

pytestmark = pytest.mark.slow

ENTRY = a_calendar_object(summary="Käse, Brot; und Wein", url="https://runde.example.org/i/abc")
# The one address that local mode answers to.
OURS = "127.0.0.1:5000"
EVENING = ("20261203T000000Z", "20261204T000000Z")
DAY_AFTER = ("20261204T000000Z", "20261205T000000Z")
QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><D:getetag/><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="{}" end="{}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""


def ask(port: int, verb: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
    """Status, ETag and body of a server's answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(verb, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.headers.get("ETag", ""), answer.read().decode()


class Store:
    """A CalDAV store of one user, spoken to as a calendar program does."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, verb: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
        return ask(self.port, verb, f"/bob{path}", body, **headers)

    def put(self, calendar: bytes, **headers: str) -> tuple[int, str, str]:
        return self.ask("PUT", "/calendar/entry.ics", calendar, Content_Type="text/calendar; charset=utf-8", **headers)

    def between(self, span: tuple[str, str]) -> int:
        """How many entries lie in a span of time."""
        _, _, found = self.ask("REPORT", "/calendar/", QUERY.format(*span).encode(), Depth="1")
        return found.count("BEGIN:VEVENT")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "collection-root" / "bob").mkdir(parents=True)
    options = ["--auth-type", "none", "--storage-filesystem-folder", str(tmp_path), "--config", ""]
    command = [sys.executable, "-m", "radicale", "--server-hosts", f"127.0.0.1:{port}", *options]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = Store(port)
    try:
        _wait_for(port)
        assert found.ask("MKCALENDAR", "/calendar/")[0] == 201
        yield found
    finally:
        program.terminate()
        program.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("Radicale did not start")


def kept(calendar_object: CalendarObject) -> bytes:
    """The object as a calendar program stores it: METHOD belongs to the message, not to the store (RFC 4791 4.1)."""
    return write(calendar_object).replace(b"METHOD:REQUEST\r\n", b"").replace(b"METHOD:CANCEL\r\n", b"")


def event_in(text: str) -> vobject.base.Component:
    return vobject.readOne(text).vevent


def test_entry_is_stored_and_read_back_whole(store: Store):
    status, _, _ = store.put(kept(ENTRY))

    event = event_in(store.ask("GET", "/calendar/entry.ics")[2])
    assert status == 201
    assert (event.uid.value, event.summary.value, event.location.value) == (ENTRY.uid, ENTRY.summary, ENTRY.location)
    assert (event.dtstart.value, event.dtend.value) == (ENTRY.starts_at, ENTRY.ends_at)
    assert event.attendee.value == "mailto:bob@polder.example.org"
    assert (store.between(EVENING), store.between(DAY_AFTER)) == (1, 0)


def test_update_moves_the_stored_entry_in_place(store: Store):
    _, etag, _ = store.put(kept(ENTRY))
    day = timedelta(days=1)
    moved = replace(ENTRY, sequence=1, dtstamp=NOW + day, starts_at=ENTRY.starts_at + day, ends_at=ENTRY.ends_at + day)

    status, _, _ = store.put(kept(moved), If_Match=etag)

    event = event_in(store.ask("GET", "/calendar/entry.ics")[2])
    assert status in (201, 204)
    assert (event.uid.value, event.sequence.value) == (ENTRY.uid, "1")
    assert (store.between(EVENING), store.between(DAY_AFTER)) == (0, 1)


def test_cancelled_entry_is_taken_out(store: Store):
    store.put(kept(ENTRY))
    cancel = replace(ENTRY, method=Method.CANCEL, sequence=1)
    store.put(kept(cancel))

    status = event_in(store.ask("GET", "/calendar/entry.ics")[2]).status.value
    deleted, _, _ = store.ask("DELETE", "/calendar/entry.ics")

    assert (status, deleted, store.between(EVENING)) == ("CANCELLED", 200, 0)


def test_download_falls_on_the_mailed_entry_not_beside_it(store: Store):
    store.put(kept(ENTRY))

    status, _, _ = store.ask("PUT", "/calendar/other.ics", re.sub(b"METHOD:.*\r\n", b"", write(as_download(ENTRY))))

    assert (status, store.between(EVENING)) == (409, 1)


def test_whole_feed_is_taken_as_a_calendar(store: Store):
    entries = [ENTRY, replace(ENTRY, uid="another-uid-0001", time_zone="Asia/Kathmandu")]

    status, _, _ = store.ask("PUT", "/feed/", write_feed(entries, "Runde"), Content_Type="text/calendar")

    _, _, whole = store.ask("GET", "/feed/")
    assert status == 201
    assert sorted(event.uid.value for event in vobject.readOne(whole).vevent_list) == ["another-uid-0001", ENTRY.uid]


def test_feed_is_read_over_the_wire_and_not_sent_twice(tmp_path: Path):
    app = an_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'runde.sqlite'}"))
    planned = invited(app)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        _, etag, text = ask(server.server_port, "GET", feed_path(app, planned), Host=OURS)
        status, _, _ = ask(server.server_port, "GET", feed_path(app, planned), If_None_Match=etag, Host=OURS)
    finally:
        server.shutdown()
        thread.join()

    assert event_in(text).dtstart.value == planned.round.starts_at
    assert status == 304
