"""The whole main job without a browser: list in, table, letters, guest speaker, two rounds, every mail as a file."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation
from organizer.domain.letter_echoes import echo_of_line
from organizer.domain.letter_measures import measure
from organizer.domain.names import Name
from organizer.domain.outbox import Dispatch, Errand
from organizer.domain.parties import FEWEST_GUESTS, USUAL_GUESTS, Host, OccasionKind
from organizer.domain.people import Person
from organizer.domain.rounds import SpeakerSlot
from organizer.domain.scheduling import instant_of, moved, propose_start, zone_of
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import Language, Level, OccasionId, ParticipationStatus, PartyId, PersonId
from organizer.mail.folder import slug
from organizer.services import (
    attendee_lists,
    crowds,
    hosts,
    invitations,
    letters,
    next_round,
    outbox,
    parties,
    people,
    replies,
    round_changes,
    rounds,
    sources,
    tables,
)
from organizer.services.mails import Writer, calendar_entry, download
from organizer.services.outbox import Worker
from organizer.services.post_office import PostOffice
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.services.sources import ListSource
from organizer.store import invitations as invitation_store
from organizer.store import outbox as outbox_store
from organizer.store.engine import migrate, reading, transaction

FOLDERS = ("1-invitation", "2-update", "3-cancel", "4-next-round")
LATER_MINUTES = 30
NEXT_ROUND_AFTER = timedelta(weeks=4)
A_CODE = "ABCD-2345"
VIDEO_LINK = "https://meet.example.org/runde"
HOST_EMAIL, SPEAKER_EMAIL = "alice@office.example.org", "maren.vogt@nordlicht.example.org"
SCRIPTS = Path(__file__).resolve().parents[2] / "templates" / "demo"


class TooFewReachableError(OrganizerError):
    message = N_(
        "Only %(count)d people on this list have an e-mail address, and a table needs %(fewest)d. Take another list."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a demonstration is played: its own database, its own folder, its own clock, one language."""

    engine: Engine
    office: PostOffice
    folder: Path
    language: Language
    now: datetime
    script: Mapping[str, Any]

    def later(self, **passed: float) -> "Stage":
        return replace(self, now=self.now + timedelta(**passed))


def play(
    engine: Engine, office: PostOffice, folder: Path, content: bytes, filename: str, language: Language, now: datetime
) -> dict[str, object]:
    """Play the main job with one list and leave mails, calendar files and `summary.json` in the folder."""
    migrate(engine)
    script = tomllib.loads((SCRIPTS / f"{language}.toml").read_text(encoding="utf-8"))
    office = replace(office, sends=True, hold=timedelta(0))
    stage = Stage(engine=engine, office=office, folder=folder, language=language, now=now, script=script)
    with transaction(engine) as connection:
        opened = _open(connection, stage, content, filename)
    told = {
        FOLDERS[0]: _tell(stage, opened, 1, FOLDERS[0], _invite),
        FOLDERS[1]: _tell(stage.later(days=1), opened, 1, FOLDERS[1], _move),
        FOLDERS[2]: _tell(stage.later(days=2), opened, 1, FOLDERS[2], _cancel),
        FOLDERS[3]: _tell(stage.later(days=3), _open_next(stage, opened), 2, FOLDERS[3], _invite),
    }
    summary: dict[str, object] = {
        "list": filename,
        "language": language.value,
        "now": now.isoformat(),
        "folders": told,
        "letters": {FOLDERS[0]: _measured(stage, opened, 1), FOLDERS[3]: _measured(stage, opened, 2)},
    }
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return summary


def _open(connection: Connection, stage: Stage, content: bytes, filename: str) -> PartyId:
    """Host, occasion, list, table, date, room and letters of the first round."""
    host = _welcome(connection, stage)
    party = parties.plan_party(
        connection,
        host,
        kind=OccasionKind.CONFERENCE_CANCELLED,
        name=stage.script["occasion"],
        place=stage.script["place"],
        planned_on=(stage.now - timedelta(days=10)).date(),
        fell_out=stage.script["fell_out"],
        now=stage.now,
    )
    _import(connection, stage, host, party.occasion.id, content, filename)
    planned = rounds.evening(connection, host, party.id, 1)
    _set_the_table(connection, stage, planned)
    _fix_date(connection, rounds.evening(connection, host, party.id, 1), stage.now)
    _furnish(connection, stage, rounds.evening(connection, host, party.id, 1))
    _write_letters(connection, stage, rounds.evening(connection, host, party.id, 1))
    return party.id


def _welcome(connection: Connection, stage: Stage) -> Host:
    host = hosts.welcome_host(
        connection, name=stage.script["host"], email=HOST_EMAIL, language=stage.language, time_zone="Europe/Berlin"
    )
    known = replace(host, role=stage.script["role"], organisation=stage.script["organisation"], level=Level.SENIOR)
    hosts.change_host(connection, known)
    return known


def _import(
    connection: Connection, stage: Stage, host: Host, occasion_id: OccasionId, content: bytes, filename: str
) -> None:
    list_id = attendee_lists.upload(connection, host.id, occasion_id, content, filename, stage.now)
    attendee_lists.confirm(connection, host.id, list_id, stage.office.keys, stage.now)
    said = ListSource(source=stage.script["source"], basis=stage.script["basis"], received_on=stage.now.date())
    sources.explain(connection, host.id, [list_id], said)
    for person in people.everybody(connection, host.id):
        people.change(connection, host.id, replace(person, language=stage.language), stage.office.keys)


def _set_the_table(connection: Connection, stage: Stage, planned: Evening) -> None:
    """Only who can be reached by mail: the demonstration shows mails."""
    everybody = crowds.of_party(connection, planned.party).crowd.people
    reachable = [person for person in everybody if person.email]
    if len(reachable) < FEWEST_GUESTS:
        raise TooFewReachableError(count=len(reachable), fewest=FEWEST_GUESTS)
    for person in everybody:
        if not person.email:
            tables.wish(connection, planned, person.id, Wish.NOT_NOW)
    tables.describe_evening(
        connection,
        planned,
        topic=stage.script["topic"],
        question=stage.script["question"],
        spoken_language=stage.language,
        guests=min(USUAL_GUESTS, len(reachable)),
    )
    tables.suggest_table(connection, rounds.evening(connection, planned.host, planned.party.id, 1))


def _fix_date(connection: Connection, planned: Evening, after: datetime) -> None:
    zone = planned.round.time_zone
    starts_at = instant_of(propose_start(after, zone), zone)
    rounds.fix_date(connection, planned, starts_at=starts_at, time_zone=zone, length_minutes=90)


def _furnish(connection: Connection, stage: Stage, planned: Evening) -> None:
    honorific, given, family = stage.script["speaker"]
    speaker = Person(
        id=PersonId(0),
        name=Name(given=given, family=family, honorific=honorific),
        email=SPEAKER_EMAIL,
        organisation=stage.script["speaker_organisation"],
        job_title=stage.script["speaker_job"],
        level=Level.TOP,
        time_zone="Europe/Berlin",
        language=stage.language,
    )
    known = attendee_lists.type_in(
        connection, planned.host.id, planned.party.occasion.id, speaker, stage.office.keys, stage.now
    )
    slot = SpeakerSlot(person_id=known.id, offset_minutes=20, length_minutes=20, brief=stage.script["brief"])
    rounds.furnish(connection, planned, video_link=VIDEO_LINK, slot=slot)


def _write_letters(connection: Connection, stage: Stage, planned: Evening) -> None:
    """Where the facts suggest no reason, or the same one twice, the host writes one that was not told them before."""
    spare = list(stage.script["reasons"])
    for person in letters.open_desk(connection, planned).invitees:
        desk = letters.open_desk(connection, planned)
        if not letters.first_letter(desk, person.id).is_ready:
            told = desk.told_before.get(person.id, ())
            reason = next((one for one in spare if echo_of_line(one, told) is None), spare[0])
            spare.remove(reason)
            letters.write_reason(connection, desk, person.id, reason)
        letters.mark_reviewed(connection, letters.open_desk(connection, planned), person.id, stage.now)


def _open_next(stage: Stage, party_id: PartyId) -> PartyId:
    """Plan the second round four weeks later and complete its table."""
    with transaction(stage.engine) as connection:
        last = _evening(connection, party_id, 1)
        planned = next_round.plan_next_round(connection, last)
        tables.suggest_table(connection, planned)
        _fix_date(connection, _evening(connection, party_id, 2), stage.now + NEXT_ROUND_AFTER)
        _write_letters(connection, stage, _evening(connection, party_id, 2))
    return party_id


def _invite(connection: Connection, stage: Stage, planned: Evening) -> None:
    invitations.invite(connection, planned, stage.office, stage.now, as_drafts=False)


def _move(connection: Connection, stage: Stage, planned: Evening) -> None:
    """One guest says yes and one maybe; then the evening is moved by half an hour."""
    first, second, *_ = planned.guests
    for person, status in ((first, ParticipationStatus.ACCEPTED), (second, ParticipationStatus.TENTATIVE)):
        invitation = invitations.open_invitation(connection, planned, person.id)
        replies.record(connection, invitation, status, "", stage.now)
    round_ = planned.round
    if round_.starts_at is None:
        raise rounds.RoundCancelledError
    terms = NewTerms(
        starts_at=moved(round_.starts_at, LATER_MINUTES, round_.time_zone),
        time_zone=round_.time_zone,
        length_minutes=round_.length_minutes,
        video_link=round_.video_link,
    )
    round_changes.change_round(
        connection,
        planned,
        terms,
        stage.office,
        stage.now,
        as_drafts=False,
        words={stage.language: stage.script["moved"]},
    )


def _cancel(connection: Connection, stage: Stage, planned: Evening) -> None:
    """The last guest is withdrawn, then the evening is cancelled."""
    last = planned.guests[-1]
    invitations.withdraw(connection, planned, last.id, stage.office, stage.now, as_drafts=False)
    rest = _evening(connection, planned.party.id, planned.round.number)
    round_changes.cancel_round(
        connection, rest, stage.office, stage.now, as_drafts=False, words={stage.language: stage.script["cancelled"]}
    )


def _tell(
    stage: Stage,
    party_id: PartyId,
    number: int,
    folder: str,
    act: Callable[[Connection, Stage, Evening], None],
) -> list[dict[str, object]]:
    """Let the host act, deliver what that made into a folder, and add the calendar file each guest may download."""
    with transaction(stage.engine) as connection:
        act(connection, stage, _evening(connection, party_id, number))
    with outbox.into_folder(stage.folder / folder) as deliver:
        outbox.deliver_due(Worker(engine=stage.engine, owner="demo", clock=lambda: stage.now), deliver)
    with reading(stage.engine) as connection:
        planned = _evening(connection, party_id, number)
        writer = Writer(desk=letters.open_desk(connection, planned), office=stage.office, now=stage.now)
        return [
            _file_away(stage.folder / folder, writer, invitation, dispatch)
            for invitation, dispatch in _told_now(connection, stage, planned)
        ]


def _measured(stage: Stage, party_id: PartyId, number: int) -> dict[str, object]:
    """How long the letters of a round are, and how much alike."""
    with reading(stage.engine) as connection:
        desk = letters.open_desk(connection, _evening(connection, party_id, number), answer_code=A_CODE)
        written = letters.first_letters(desk)
    return asdict(measure([one.rendered.body for one in written], [one.reason for one in written]))


def _told_now(connection: Connection, stage: Stage, planned: Evening) -> list[tuple[Invitation, Dispatch]]:
    """The mails of this act, in the order in which they were written."""
    known = {one.id: one for one in invitation_store.invitations_of(connection, planned.round.id)}
    dispatches = [one for told in outbox_store.dispatches_of(connection, known).values() for one in told]
    now = sorted((one for one in dispatches if one.created_at == stage.now), key=lambda one: one.id)
    return [(known[one.invitation_id], one) for one in now]


def _file_away(folder: Path, writer: Writer, invitation: Invitation, dispatch: Dispatch) -> dict[str, object]:
    """Write the calendar file of one guest, and sum up what they were told."""
    person = writer.desk.planned.people[invitation.person_id]
    errand = Errand(invitation=invitation, kind=dispatch.kind, sequence=dispatch.sequence, asks_again=False)
    entry = calendar_entry(writer, errand, ParticipationStatus.NEEDS_ACTION)
    path = folder / f"{slug(dispatch.recipient)}.ics"
    path.write_bytes(download(writer, invitation, ParticipationStatus.NEEDS_ACTION))
    return {
        "recipient": dispatch.recipient,
        "name": person.name.full,
        "role": invitation.role.value,
        "kind": dispatch.kind.value,
        "subject": dispatch.subject,
        "uid": invitation.uid,
        "sequence": dispatch.sequence,
        "method": entry.method.value,
        "starts_at": _on_the_clock(entry.starts_at, entry.time_zone),
        "ends_at": _on_the_clock(entry.ends_at, entry.time_zone),
        "time_zone": entry.time_zone,
        "language": letters.language_of(writer.desk.planned, person).value,
        "ics": path.name,
    }


def _on_the_clock(instant: datetime, time_zone: str) -> str:
    """ISO 8601 with the zone's offset."""
    return instant.astimezone(zone_of(time_zone)).isoformat()


def _evening(connection: Connection, party_id: PartyId, number: int) -> Evening:
    host = hosts.the_host(connection)
    if host is None:
        raise NotFoundError
    return rounds.evening(connection, host, party_id, number)
