"""What libical (Evolution's and KDE's engine) reads, and what its table of iTIP restrictions minds (RFC 5546 3)."""

import ctypes
from ctypes.util import find_library
from functools import cache

import pytest

from tests.readers.seen import Seen, instant

ANY_PROPERTY = 0
HOW = "libical is not here; install it (Debian: apt install libical3)"


class Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_dst")),
        ("zone", ctypes.c_void_p),
    ]


@cache
def library() -> ctypes.CDLL:
    name = find_library("ical")
    if name is None:
        pytest.skip(HOW)
    loaded = ctypes.CDLL(name)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for function, answer, arguments in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalcomponent_get_first_real_component", pointer, [pointer]),
        ("icalcomponent_get_first_property", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_next_property", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_dtstart", Time, [pointer]),
        ("icalcomponent_get_dtend", Time, [pointer]),
        ("icalcomponent_get_sequence", ctypes.c_int, [pointer]),
        ("icalproperty_get_property_name", text, [pointer]),
        ("icalproperty_get_value", pointer, [pointer]),
        ("icalproperty_get_parameter_as_string", text, [pointer, text]),
        ("icalvalue_as_ical_string", text, [pointer]),
        ("icalvalue_get_text", text, [pointer]),
        ("icalproperty_get_value_as_string", text, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [Time, pointer]),
        ("icaltime_get_tzid", text, [Time]),
        ("icaltime_as_ical_string", text, [Time]),
        ("icaltimezone_get_location", text, [pointer]),
        ("icaltimezone_get_tzid", text, [pointer]),
        ("icalrestriction_check", ctypes.c_int, [pointer]),
        ("icalcomponent_free", None, [pointer]),
    ):
        getattr(loaded, function).restype = answer
        getattr(loaded, function).argtypes = arguments
    return loaded


def read(calendar: bytes) -> Seen:
    ical = library()
    whole = ical.icalparser_parse_string(calendar)
    assert whole
    event = ical.icalcomponent_get_first_real_component(whole)
    start, end = ical.icalcomponent_get_dtstart(event), ical.icalcomponent_get_dtend(event)
    properties = _properties(event)
    organizer, attendee = properties["ORGANIZER"], properties.get("ATTENDEE")
    is_fine = ical.icalrestriction_check(whole)
    seen = Seen(
        method=_value(_properties(whole)["METHOD"]),
        uid=_value(properties["UID"]),
        sequence=ical.icalcomponent_get_sequence(event),
        starts_at=instant(ical.icaltime_as_timet_with_zone(start, start.zone)),
        ends_at=instant(ical.icaltime_as_timet_with_zone(end, end.zone)),
        wall_time=_wall_time(start),
        time_zone=(ical.icaltime_get_tzid(start) or b"").decode(),
        summary=_text(properties["SUMMARY"]),
        description=_text(properties["DESCRIPTION"]),
        location=_text(properties.get("LOCATION")),
        status=_value(properties["STATUS"]),
        organizer=_value(organizer),
        organizer_name=_parameter(organizer, "CN"),
        attendee=_value(attendee),
        attendee_name=_parameter(attendee, "CN"),
        participation=_parameter(attendee, "PARTSTAT"),
        conference=_value(properties.get("CONFERENCE")),
        complaints=_complaints(event, whole) if not is_fine else (),
    )
    ical.icalcomponent_free(whole)
    return seen


def _wall_time(at: Time) -> str:
    return f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}"


def _properties(component: int) -> dict[str, int]:
    ical, found = library(), {}
    at = ical.icalcomponent_get_first_property(component, ANY_PROPERTY)
    while at:
        found[ical.icalproperty_get_property_name(at).decode()] = at
        at = ical.icalcomponent_get_next_property(component, ANY_PROPERTY)
    return found


def _value(line: int | None) -> str:
    return (library().icalproperty_get_value_as_string(line) or b"").decode() if line else ""


def _text(line: int | None) -> str:
    ical = library()
    return (ical.icalvalue_get_text(ical.icalproperty_get_value(line)) or b"").decode() if line else ""


def _parameter(line: int | None, name: str) -> str:
    found = library().icalproperty_get_parameter_as_string(line, name.encode()) if line else None
    return (found or b"").decode()


def _complaints(*components: int) -> tuple[str, ...]:
    """What libical wrote into the object as X-LIC-ERROR."""
    found = [_properties(component).get("X-LIC-ERROR") for component in components]
    return tuple(_value(one) for one in found if one) or ("breaks a restriction of its table",)
