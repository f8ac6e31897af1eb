"""Builders of things a test needs but does not care about. Alice is the host, Bob an invitee, Charlie a stranger."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from organizer.domain.attendee_list import Attendee
from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method
from organizer.domain.letters import LetterContext, LetterKind, Others, Source
from organizer.domain.names import Name
from organizer.domain.parties import Host, Occasion, OccasionKind, Party
from organizer.domain.people import Person
from organizer.domain.rounds import Round
from organizer.domain.vocabulary import (
    Formality,
    HostId,
    Language,
    OccasionId,
    ParticipationStatus,
    PartyId,
    PersonId,
    RoundId,
)
from organizer.formats.mails import Mail

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def a_host(**changes: Any) -> Host:
    alice = Host(
        id=HostId(1),
        name="Alice Brandt",
        email="alice@office.example.org",
        role="Head of research data",
        organisation="Auenland University",
        language=Language.EN,
    )
    return replace(alice, **changes)


def a_person(**changes: Any) -> Person:
    bob = Person(
        id=PersonId(11),
        name=Name(given="Bob", family="de Wit", honorific="Dr.", original="Dr. Bob de Wit"),
        email="bob@polder.example.org",
        organisation="Polder Data",
        job_title="Data steward",
        city="Utrecht",
        country="NL",
        time_zone="Europe/Amsterdam",
        language=Language.NL,
        topics=("Open source", "Privacy"),
    )
    return replace(bob, **changes)


def an_occasion(**changes: Any) -> Occasion:
    fachtag = Occasion(
        id=OccasionId(1),
        host_id=HostId(1),
        kind=OccasionKind.CONFERENCE_CANCELLED,
        name="Fachtag Forschungsdaten",
        place="Göttingen",
        planned_on=date(2026, 10, 14),
        fell_out="the evening reception",
    )
    return replace(fachtag, **changes)


def a_party(**changes: Any) -> Party:
    party = Party(id=PartyId(1), host_id=HostId(1), occasion=an_occasion(), topic="Open research data in daily work")
    return replace(party, **changes)


def a_round(**changes: Any) -> Round:
    first = Round(
        id=RoundId(1),
        party_id=PartyId(1),
        number=1,
        starts_at=datetime(2026, 12, 3, 17, 0, tzinfo=UTC),
        video_link="https://meet.example.org/runde-1",
    )
    return replace(first, **changes)


def a_calendar_object(**changes: Any) -> CalendarObject:
    first = CalendarObject(
        method=Method.REQUEST,
        uid="k7q2m4x9@runde.example.org",
        sequence=0,
        dtstamp=NOW,
        starts_at=datetime(2026, 12, 3, 17, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 18, 30, tzinfo=UTC),
        time_zone="Europe/Amsterdam",
        summary="Ronde tafel: open onderzoeksdata",
        description="Deelnemen: https://meet.example.org/runde-1\n\nMet vriendelijke groet\nAlice Brandt",
        location="https://meet.example.org/runde-1",
        conference_label="Videoruimte",
        organizer=CalendarAddress(name="Alice Brandt", email="alice@office.example.org"),
        attendee=CalendarAddress(name="Bob de Wit", email="bob@polder.example.org"),
        status=ParticipationStatus.NEEDS_ACTION,
    )
    return replace(first, **changes)


def a_mail(**changes: Any) -> Mail:
    invitation = Mail(
        sender=CalendarAddress(name="Alice Brandt", email="alice@office.example.org"),
        recipient=CalendarAddress(name="Bob de Wit", email="bob@polder.example.org"),
        subject="Een tafel in plaats van de Fachtag in Göttingen",
        body="Geachte heer De Wit,\n\nde Fachtag gaat niet door.\nDeelnemen: https://meet.example.org/runde-1\n\nAlice",
        language=Language.NL,
        message_id="<k7q2m4x9.0@runde.example.org>",
        date=NOW,
    )
    return replace(invitation, **changes)


def a_letter_context(**changes: Any) -> LetterContext:
    first = LetterContext(
        kind=LetterKind.INVITATION,
        language=Language.EN,
        formality=Formality.FORMAL,
        host=a_host(),
        person=a_person(),
        party=a_party(),
        round=a_round(),
        reason="Your talk “Seven data plans” is the reason I am writing to you.",
        date="Thursday, 3 December 2026, 18:00 (Amsterdam time)",
        occasion_date="14 October 2026",
        others=Others(count=6, organisations=5),
        source=Source(description="Fachtag Forschungsdaten, list of participants", received_on="30 October 2026"),
    )
    return replace(first, **changes)


def an_attendee(**changes: Any) -> Attendee:
    bob = Attendee(
        row=2,
        rows=(2,),
        name=Name(given="Bob", family="de Wit", original="Bob de Wit"),
        email="bob@polder.example.org",
        organisation="Polder Data B.V.",
        city="Utrecht",
    )
    return replace(bob, **changes)
