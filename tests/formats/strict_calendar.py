"""A strict judge of calendar objects, written from RFC 5545, 5546 and 7986 and from nothing else.

It shares no code with what writes the objects, nor with the library that does. `faults` names every rule broken, with
its section. Beyond the RFCs it holds objects to what calendar programs need ("house").
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

NAME = r"[A-Za-z0-9-]+"
QUOTED = r'"[^"\x00-\x08\x0a-\x1f\x7f]*"'
SAFE = r'[^";:,\x00-\x08\x0a-\x1f\x7f]*'
ONE_PARAMETER = re.compile(rf";({NAME})=((?:{QUOTED}|{SAFE})(?:,(?:{QUOTED}|{SAFE}))*)")
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*")
DATE_TIME = re.compile(r"\d{8}T\d{6}Z?")
OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
MAILTO = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
BYDAY = re.compile(r"(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Characters that some reader takes for a line break, or that change what is seen.
TREACHEROUS = frozenset("\x85\u2028\u2029\ufeff")

MANY = 10**6
ONCE, AT_MOST_ONCE, ANY, NONE, SOME = (1, 1), (0, 1), (0, MANY), (0, 0), (1, MANY)

# How often each property may stand in a VEVENT, whatever the METHOD (RFC 5545 3.6.1, RFC 7986 5).
VEVENT: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("UID", "DTSTAMP", "DTSTART"), ONCE),
    **dict.fromkeys(
        (
            *("CLASS", "COLOR", "CREATED", "DESCRIPTION", "DTEND", "DURATION", "GEO", "LAST-MODIFIED", "LOCATION"),
            *("ORGANIZER", "PRIORITY", "RECURRENCE-ID", "RRULE", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL"),
        ),
        AT_MOST_ONCE,
    ),
    **dict.fromkeys(
        (
            *("ATTACH", "ATTENDEE", "CATEGORIES", "COMMENT", "CONFERENCE", "CONTACT", "EXDATE", "IMAGE", "RDATE"),
            *("RELATED-TO", "REQUEST-STATUS", "RESOURCES"),
        ),
        ANY,
    ),
}
# What each METHOD narrows of it (RFC 5546 3.2.1, 3.2.2, 3.2.5). A SEQUENCE left out is 0.
RESTRICTIONS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "PUBLISH": {"ORGANIZER": ONCE, "SUMMARY": ONCE, "ATTENDEE": NONE, "REQUEST-STATUS": NONE},
    "REQUEST": {"ORGANIZER": ONCE, "SUMMARY": ONCE, "ATTENDEE": SOME, "REQUEST-STATUS": NONE},
    "CANCEL": {"ORGANIZER": ONCE, "SEQUENCE": ONCE, "REQUEST-STATUS": NONE},
}
STATUSES = {
    "PUBLISH": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "REQUEST": {"TENTATIVE", "CONFIRMED"},
    "CANCEL": {"CANCELLED"},
}
VALARMS_ALLOWED = frozenset({"PUBLISH", "REQUEST"})
VCALENDAR = {
    "PRODID": ONCE,
    "VERSION": ONCE,
    "CALSCALE": AT_MOST_ONCE,
    "METHOD": AT_MOST_ONCE,
    # Of a calendar that is subscribed to (RFC 7986 5.1, 5.7, 5.8).
    "NAME": ANY,
    "LAST-MODIFIED": AT_MOST_ONCE,
    "REFRESH-INTERVAL": AT_MOST_ONCE,
    "SOURCE": AT_MOST_ONCE,
    "URL": AT_MOST_ONCE,
    "UID": AT_MOST_ONCE,
}
VTIMEZONE = {"TZID": ONCE, "LAST-MODIFIED": AT_MOST_ONCE, "TZURL": AT_MOST_ONCE}
OBSERVANCE = {
    "DTSTART": ONCE,
    "TZOFFSETFROM": ONCE,
    "TZOFFSETTO": ONCE,
    "RRULE": AT_MOST_ONCE,
    "TZNAME": ANY,
    "COMMENT": ANY,
    "RDATE": ANY,
}
PARAMETERS = {
    "ATTENDEE": {
        *("CN", "CUTYPE", "DELEGATED-FROM", "DELEGATED-TO", "DIR", "LANGUAGE", "MEMBER", "PARTSTAT", "ROLE", "RSVP"),
        "SENT-BY",
    },
    "ORGANIZER": {"CN", "DIR", "LANGUAGE", "SENT-BY"},
    "CONFERENCE": {"VALUE", "FEATURE", "LABEL", "LANGUAGE"},
    "REFRESH-INTERVAL": {"VALUE"},
    "SOURCE": {"VALUE"},
    "RELATED-TO": {"RELTYPE"},
    **dict.fromkeys(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"), frozenset({"VALUE", "TZID"})),
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "NAME"), frozenset({"ALTREP", "LANGUAGE"})),
    "TZNAME": {"LANGUAGE"},
}
VALUES = {
    "PARTSTAT": {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"},
    "ROLE": {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"},
    "CUTYPE": {"INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"},
    "RSVP": {"TRUE", "FALSE"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "CALSCALE": {"GREGORIAN"},
    "VERSION": {"2.0"},
}
IN_UTC = re.compile(r"\d{8}T\d{6}Z")
# What a value has to be, and where that is said.
TYPES = {
    **dict.fromkeys(
        ("SUMMARY", "DESCRIPTION", "LOCATION", "UID", "COMMENT", "PRODID", "TZNAME", "TZID", "RELATED-TO", "NAME"),
        (TEXT, "5545 3.3.11: %s is no TEXT"),
    ),
    **dict.fromkeys(("URL", "CONFERENCE", "SOURCE"), (URI, "5545 3.3.13: %s is no URI")),
    **dict.fromkeys(("ATTENDEE", "ORGANIZER"), (MAILTO, "5545 3.3.3: %s is no address")),
    **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED", "CREATED"), (IN_UTC, "5545 3.8.7: %s is not in UTC")),
    **dict.fromkeys(("SEQUENCE", "PRIORITY"), (re.compile(r"\d+"), "5545 3.3.8: %s is no number")),
}
PLACED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})


@dataclass(frozen=True)
class Line:
    """One content line, unfolded."""

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str

    def parameter(self, name: str) -> str:
        return next(iter(self.parameters.get(name, ())), "")


@dataclass
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> str:
        """The value of a property, or nothing."""
        return next((line.value for line in self.all(name)), "")

    def named(self, *names: str) -> list["Component"]:
        return [part for part in self.parts if part.name in names]


def faults(calendar: bytes) -> list[str]:
    """Every rule that these bytes break."""
    found = list(_faults_of_bytes(calendar))
    if found:
        return found
    whole, found = _parsed(calendar.decode())
    if whole is None:
        return found
    return [*_faults_of_values(whole), *_faults_of_calendar(whole)]


def faults_of_conversation(calendars: Iterable[bytes]) -> list[str]:
    """What is wrong between the mails of one UID, in the order in which they were sent (RFC 5546 2.1.4, 2.1.5)."""
    found: list[str] = []
    last: tuple[int, str, str] | None = None
    for calendar in calendars:
        whole, _ = _parsed(calendar.decode())
        assert whole is not None
        event = whole.named("VEVENT")[0]
        now = (int(event.one("SEQUENCE") or 0), event.one("DTSTAMP"), whole.one("METHOD"))
        found += _faults_between(last, now)
        last = now
    return found


def read(calendar: bytes) -> Component:
    """The VCALENDAR of an object that has no faults."""
    whole, _ = _parsed(calendar.decode())
    assert whole is not None
    return whole


def _faults_between(last: tuple[int, str, str] | None, now: tuple[int, str, str]) -> Iterator[str]:
    if last is None:
        if now[2] != "REQUEST":
            yield f"5546 3.2.5: {now[2]} of what was never asked for"
        return
    if last[2] == "CANCEL":
        yield "5546 3.2.5: a word after the CANCEL"
    if now[0] <= last[0]:
        yield "house: SEQUENCE did not rise"
    if now[1] <= last[1]:
        yield "5545 3.8.7.2: DTSTAMP did not rise"


def _faults_of_bytes(calendar: bytes) -> Iterator[str]:
    """RFC 5545 3.1: UTF-8, CRLF, at most 75 octets, folded between characters (house: vobject cannot else)."""
    if calendar.startswith(b"\xef\xbb\xbf"):
        yield "house: a byte order mark"
    if not calendar.endswith(b"\r\n"):
        yield "5545 3.1: the last line does not end"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", calendar):
        yield "5545 3.1: a bare CR or LF"
    for line in calendar.removesuffix(b"\r\n").split(b"\r\n"):
        yield from _faults_of_octets(line)


def _faults_of_octets(line: bytes) -> Iterator[str]:
    if len(line) > 75:
        yield "5545 3.1: a line of more than 75 octets"
    if not line.strip():
        yield "5545 3.1: an empty line"
    try:
        text = line.decode()
    except UnicodeDecodeError:
        yield "house: a character is split by folding, or no UTF-8"
        return
    if any(ord(one) < 32 and one != "\t" for one in text) or any(127 <= ord(one) < 160 for one in text):
        yield "5545 3.1: a control character"
    if TREACHEROUS & set(text):
        yield "house: a character that some take for a line break"


def _parsed(text: str) -> tuple[Component | None, list[str]]:
    root = Component("")
    open_ones = [root]
    for number, raw in enumerate(re.sub("\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n"), 1):
        line = _line(raw)
        if line is None:
            return None, [f"5545 3.1: line {number} is no content line"]
        if line.name == "BEGIN":
            component = Component(line.value)
            open_ones[-1].parts.append(component)
            open_ones.append(component)
        elif line.name == "END":
            if open_ones.pop().name != line.value:
                return None, ["5545 3.6: components do not nest"]
        else:
            open_ones[-1].lines.append(line)
    if len(open_ones) != 1 or [one.name for one in root.parts] != ["VCALENDAR"] or root.lines:
        return None, ["5545 3.4: not one whole VCALENDAR"]
    return root.parts[0], []


def _line(raw: str) -> Line | None:
    name = re.match(NAME, raw)
    if name is None:
        return None
    at, parameters = name.end(), {}
    while found := ONE_PARAMETER.match(raw, at):
        if found[1].upper() in parameters:
            return None
        parameters[found[1].upper()] = tuple(one.strip('"') for one in re.findall(rf"{QUOTED}|[^\",]+", found[2]))
        at = found.end()
    if raw[at : at + 1] != ":":
        return None
    return Line(name=name[0].upper(), parameters=parameters, value=raw[at + 1 :])


def _faults_of_values(component: Component) -> Iterator[str]:
    for line in component.lines:
        yield from _faults_of_line(line)
    for part in component.parts:
        yield from _faults_of_values(part)


def _faults_of_line(line: Line) -> Iterator[str]:
    for name, values in line.parameters.items():
        if name not in PARAMETERS.get(line.name, set()) and not name.startswith("X-"):
            yield f"5545 3.2: {line.name} with {name}"
        if name in VALUES and not set(values) <= VALUES[name]:
            yield f"5545 3.2: {name} of {','.join(values)}"
        if any("^" in value for value in values):
            yield f"house: a caret in {name}, which most programs show"
    if line.name in VALUES and line.value not in VALUES[line.name]:
        yield f"5545 3.8: {line.name} of {line.value}"
    if line.name in TYPES and not TYPES[line.name][0].fullmatch(line.value):
        yield TYPES[line.name][1] % line.name
    if line.name == "CONFERENCE" and line.parameter("VALUE") != "URI":
        yield "7986 5.11: CONFERENCE without VALUE=URI"


def _faults_of_calendar(calendar: Component) -> Iterator[str]:
    method = calendar.one("METHOD")
    yield from _counted(calendar, VCALENDAR, "5545 3.6")
    if method not in RESTRICTIONS:
        yield f"5546 1.4: METHOD {method or 'missing'}"
        return
    if others := [part.name for part in calendar.parts if part.name not in ("VEVENT", "VTIMEZONE")]:
        yield f"5546 3.2: {others[0]} beside the VEVENT"
    events, zones = calendar.named("VEVENT"), calendar.named("VTIMEZONE")
    if not events:
        yield "5546 3.2: no VEVENT"
    if len(events) > 1 and method != "PUBLISH":
        yield "house: several events in one mail"
    yield from _faults_of_zones(zones, events)
    for event in events:
        yield from _faults_of_event(event, method)
    uids = Counter(event.one("UID") for event in events)
    if any(times > 1 for times in uids.values()):
        yield "5545 3.8.4.7: one UID twice"


def _counted(component: Component, wanted: Mapping[str, tuple[int, int]], section: str) -> Iterator[str]:
    times = Counter(line.name for line in component.lines)
    for name, (least, most) in wanted.items():
        if not least <= times[name] <= most:
            yield f"{section}: {component.name} with {times[name]} {name}"
    for name in times:
        if name not in wanted and not name.startswith("X-"):
            yield f"{section}: {component.name} with {name}"


def _faults_of_event(event: Component, method: str) -> Iterator[str]:
    yield from _counted(event, {**VEVENT, **RESTRICTIONS[method]}, f"5546 3.2 {method}")
    if event.named("VALARM") and method not in VALARMS_ALLOWED:
        yield f"5546 3.2 {method}: a VALARM"
    if event.named("VALARM"):
        yield "house: a VALARM, which Outlook makes its own reminder"
    status = event.one("STATUS")
    if status and status not in STATUSES[method]:
        yield f"5546 3.2 {method}: STATUS {status}"
    if not event.one("SUMMARY"):
        yield "house: no SUMMARY"
    if "@" in event.one("UID").partition("@")[0] or not 8 <= len(event.one("UID")) <= 255:
        yield "7986 5.3: UID is not a token"
    yield from _faults_of_times(event)
    yield from _faults_of_people(event, method)


def _faults_of_times(event: Component) -> Iterator[str]:
    starts = [line for line in event.lines if line.name in PLACED]
    for line in starts:
        if line.parameter("VALUE") == "DATE" or not DATE_TIME.fullmatch(line.value):
            yield f"house: {line.name} is no moment"
            return
        if line.value.endswith("Z") == bool(line.parameter("TZID")):
            yield f"5545 3.3.5: {line.name} floats, or is in UTC and in a zone"
    if not event.all("DTEND") and not event.all("DURATION"):
        yield "house: no end"
    if event.all("DTEND") and event.all("DURATION"):
        yield "5545 3.6.1: DTEND and DURATION"
    begin, end = event.all("DTSTART"), event.all("DTEND")
    if begin and end and begin[0].parameter("TZID") != end[0].parameter("TZID"):
        yield "house: start and end in two zones"
    elif begin and end and not _instant(begin[0]) < _instant(end[0]):
        yield "5545 3.8.2.2: the end is not later than the start"


def _instant(line: Line) -> datetime:
    zone = ZoneInfo(line.parameter("TZID") or "UTC")
    return datetime.strptime(line.value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


def _faults_of_people(event: Component, method: str) -> Iterator[str]:
    attendees = event.all("ATTENDEE")
    organizers = {line.value for line in event.all("ORGANIZER")}
    if len(attendees) > 1:
        yield "house: more than one ATTENDEE, who would see each other's address"
    for line in attendees:
        if line.value in organizers:
            yield "house: ATTENDEE is the ORGANIZER"
        if not line.parameter("PARTSTAT"):
            yield "house: ATTENDEE without PARTSTAT"
        if method == "REQUEST" and line.parameter("RSVP") != "TRUE":
            yield "house: a REQUEST that asks for no answer"
    if method == "CANCEL" and not attendees:
        yield "5546 3.2.5: a CANCEL that names nobody"


def _faults_of_zones(zones: Sequence[Component], events: Sequence[Component]) -> Iterator[str]:
    known = Counter(zone.one("TZID") for zone in zones)
    used = {line.parameter("TZID") for event in events for line in event.lines} - {""}
    for missing in used - set(known):
        yield f"5545 3.2.19: no VTIMEZONE for {missing}"
    for idle in set(known) - used:
        yield f"house: VTIMEZONE {idle} is not used"
    if any(times > 1 for times in known.values()):
        yield "5545 3.6.5: a VTIMEZONE twice"
    for zone in zones:
        found = list(_faults_of_zone(zone))
        times = [one for event in events for one in event.lines if one.parameter("TZID") == zone.one("TZID")]
        yield from found or (fault for line in times for fault in _faults_of_placing(zone, line))


def _faults_of_zone(zone: Component) -> Iterator[str]:
    yield from _counted(zone, VTIMEZONE, "5545 3.6.5")
    observances = zone.named("STANDARD", "DAYLIGHT")
    if not zone.named("STANDARD") or len(observances) > 2:
        yield "house: not one STANDARD and at most one DAYLIGHT, as Outlook reads them"
    for one in observances:
        yield from _counted(one, OBSERVANCE, "5545 3.6.5")
        if not re.fullmatch(r"\d{8}T\d{6}", one.one("DTSTART")):
            yield "5545 3.6.5: an onset that is no local time"
        elif one.one("DTSTART") > "19710000":
            yield "house: an onset after 1970, before which programs know no offset"
        if not (OFFSET.fullmatch(one.one("TZOFFSETFROM")) and OFFSET.fullmatch(one.one("TZOFFSETTO"))):
            yield "5545 3.3.14: no offset"
        if one.all("RDATE") or (one.all("RRULE") and not _is_yearly(one.one("RRULE"))):
            yield "house: a zone that is not told by yearly weekdays"


def _is_yearly(rule: str) -> bool:
    parts = _rule(rule)
    return set(parts) == {"FREQ", "BYMONTH", "BYDAY"} and bool(BYDAY.fullmatch(parts["BYDAY"]))


def _rule(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if "=" in part)


def _faults_of_placing(zone: Component, line: Line) -> Iterator[str]:
    """Whether the VTIMEZONE gives the moment the offset that the law of that place does."""
    if not re.fullmatch(r"\d{8}T\d{6}", line.value):
        return
    wall = datetime.strptime(line.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
    lawful = wall.replace(tzinfo=ZoneInfo(zone.one("TZID"))).utcoffset()
    if offset_told(zone, wall) != lawful:
        yield f"5545 3.6.5: {zone.one('TZID')} is told wrong at {line.value}"


def offset_told(zone: Component, wall: datetime) -> timedelta:
    """The TZOFFSETTO of the observance that began last before this wall time."""
    onsets = [(onset, one) for one in zone.named("STANDARD", "DAYLIGHT") for onset in _onsets(one, wall.year)]
    _, last = max((pair for pair in onsets if pair[0] <= wall), key=lambda pair: pair[0])
    text = last.one("TZOFFSETTO")
    away = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))
    return -away if text[0] == "-" else away


def _onsets(observance: Component, year: int) -> Iterator[datetime]:
    first = datetime.strptime(observance.one("DTSTART"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
    yield first
    rule = _rule(observance.one("RRULE"))
    day = BYDAY.fullmatch(rule.get("BYDAY", ""))
    for one in (year - 1, year) if day and "BYMONTH" in rule else ():
        month = first.replace(year=one, month=int(rule["BYMONTH"]), day=1)
        yield _weekday(month, int(day[1]), WEEKDAYS.index(day[2]))  # type: ignore[index]


def _weekday(first: datetime, nth: int, weekday: int) -> datetime:
    days = [first + timedelta(days=number) for number in range(31)]
    fitting = [day for day in days if day.month == first.month and day.weekday() == weekday]
    return fitting[nth - 1 if nth > 0 else nth]
