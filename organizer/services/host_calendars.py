"""The host's own calendar: an entry for each round, kept in step, and the times at which the host is busy."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method
from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import InvitationState, Role
from organizer.domain.letters import render
from organizer.domain.parties import Host
from organizer.domain.rounds import Round, RoundState
from organizer.domain.tokens import Keys, host_feed_token, host_uid
from organizer.domain.vocabulary import HostId, ParticipationStatus
from organizer.formats.busy_times import read_busy_spans
from organizer.formats.calendar_objects import write, write_feed
from organizer.formats.dates import span_in_words
from organizer.formats.entry_texts import CONFERENCE_LABELS, host_entry_text
from organizer.services.hosts import host as the_host_of
from organizer.services.mails import NoDateError
from organizer.services.post_office import SERVICE, PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening, evening
from organizer.services.turnouts import latest_invitations
from organizer.store import busy_calendars as store
from organizer.store import invitations as invitation_store
from organizer.store import parties as party_store
from organizer.store import rounds as round_store
from organizer.store.busy_calendars import Span

# Longer than anybody plans an evening ahead; then the spans are forgotten.
KEPT_FOR = timedelta(days=180)
SHOWN_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyTimes:
    """When a host is busy, as read from a calendar at `read_at`; it says nothing of what comes after `until`."""

    read_at: datetime
    until: datetime
    spans: tuple[Span, ...]


def take_busy_times(connection: Connection, host: Host, content: bytes, keys: Keys, now: datetime) -> int:
    """Keep when a host is busy, instead of what was known; returns how many events had to be left out.

    The entries of the host's own evenings do not count: no evening stands in its own way when it is moved.
    """
    until = now + KEPT_FOR
    own = [host_uid(keys, one.id) for one in _rounds_of(connection, host)]
    found = read_busy_spans(content, begin=now, end=until, time_zone=host.time_zone, email=host.email, own=own)
    store.set_busy_calendar(connection, host.id, found.spans, read_at=now, until=until)
    return found.left_out


def forget_busy_times(connection: Connection, host: Host) -> None:
    """Delete what is known of when a host is busy."""
    store.forget_busy_calendar(connection, host.id)


def busy_times(connection: Connection, host: Host, now: datetime) -> BusyTimes | None:
    """What is known of when a host is busy, as long as it speaks of days to come."""
    found = store.busy_calendar_of(connection, host.id)
    if found is None or found[1] <= now:
        return None
    read_at, until, spans = found
    return BusyTimes(read_at=read_at, until=until, spans=tuple(one for one in spans if one[1] > now))


def clashes(known: BusyTimes | None, starts_at: datetime, minutes: int) -> tuple[Span, ...]:
    """What the host has already while an evening would take place."""
    if known is None:
        return ()
    ends_at = starts_at + timedelta(minutes=minutes)
    return tuple((first, last) for first, last in known.spans if first < ends_at and last > starts_at)


def host_file(connection: Connection, planned: Evening, office: PostOffice, now: datetime) -> bytes:
    """A round as it stands in its host's own calendar, as a file: who comes, the link, the speaker."""
    return write(_entry(connection, planned, office, now))


def host_feed_path(host: Host, office: PostOffice) -> str:
    """Where a host's own calendar subscribes to all rounds."""
    return f"/c/host-{host.id}-{host_feed_token(office.keys, host.id)}.ics"


def host_feed(connection: Connection, host_id: HostId, secret: str, office: PostOffice, now: datetime) -> bytes:
    """All rounds of a host that have a date and are not long over; raises NotFoundError for a wrong secret."""
    if not hmac.compare_digest(host_feed_token(office.keys, host_id).encode(), secret.encode()):
        raise NotFoundError
    host = the_host_of(connection, host_id)
    entries = [_entry(connection, one, office, now) for one in _evenings(connection, host, now)]
    return write_feed(entries, f"{SERVICE}: {host.name}")


def _evenings(connection: Connection, host: Host, now: datetime) -> list[Evening]:
    shown = [one for one in _rounds_of(connection, host) if one.ends_at is not None and one.ends_at > now - SHOWN_BACK]
    return [evening(connection, host, one.party_id, one.number) for one in shown]


def _rounds_of(connection: Connection, host: Host) -> list[Round]:
    parties = party_store.parties_of(connection, host.id)
    return [one for party in parties for one in round_store.rounds_of(connection, party.id)]


def _entry(connection: Connection, planned: Evening, office: PostOffice, now: datetime) -> CalendarObject:
    round_, host = planned.round, planned.host
    if round_.starts_at is None or round_.ends_at is None:
        raise NoDateError
    text = render(host_entry_text(host.language), _values(connection, planned, office))
    address = CalendarAddress(name=host.name, email=host.email)
    return CalendarObject(
        method=Method.PUBLISH,
        uid=host_uid(office.keys, round_.id),
        sequence=round_.revision,
        dtstamp=now,
        starts_at=round_.starts_at,
        ends_at=round_.ends_at,
        time_zone=round_.time_zone,
        summary=text.subject,
        description=text.body,
        location=round_.video_link,
        conference_label=CONFERENCE_LABELS[host.language],
        organizer=address,
        attendee=address,
        status=ParticipationStatus.ACCEPTED,
        cancelled=round_.state is RoundState.CANCELLED,
    )


def _values(connection: Connection, planned: Evening, office: PostOffice) -> dict[str, str]:
    names = _names_by_answer(connection, planned)
    board = f"/parties/{planned.party.id}/rounds/{planned.round.number}/board"
    return {
        "topic": planned.party.topic,
        "question": planned.party.question,
        "video_link": planned.round.video_link,
        "coming": names.get(ParticipationStatus.ACCEPTED, ""),
        "perhaps": names.get(ParticipationStatus.TENTATIVE, ""),
        "silent": names.get(ParticipationStatus.NEEDS_ACTION, ""),
        "speaker": _speaker(planned, planned.round),
        "board_link": f"{office.public_base_url}{board}" if office.public_base_url else "",
    }


def _names_by_answer(connection: Connection, planned: Evening) -> Mapping[ParticipationStatus, str]:
    """The guests who are invited, by what they answered."""
    known = latest_invitations(invitation_store.invitations_of(connection, planned.round.id)).values()
    invited = [one for one in known if one.state is InvitationState.OPEN and one.role is Role.GUEST]
    stood = standings(connection, invited)
    names: dict[ParticipationStatus, str] = {}
    for one in invited:
        name, status = planned.people[one.person_id].name.full, stood[one.id].status
        names[status] = f"{names[status]}, {name}" if status in names else name
    return names


def _speaker(planned: Evening, round_: Round) -> str:
    if planned.speaker is None or round_.speaker_slot is None or round_.slot_starts_at is None:
        return ""
    minutes, language = round_.speaker_slot.length_minutes, planned.host.language
    return f"{planned.speaker.name.full}, {span_in_words(round_.slot_starts_at, minutes, round_.time_zone, language)}"
