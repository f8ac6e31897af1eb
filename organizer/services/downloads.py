"""What a host takes along as files: calendar entries, and drafts for the own mailbox."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation
from organizer.domain.names import FOLDED_LETTERS
from organizer.domain.outbox import Dispatch, DispatchKind, DispatchState
from organizer.domain.vocabulary import DispatchId, PersonId
from organizer.services import letters
from organizer.services.invitations import offers
from organizer.services.mails import Writer, download
from organizer.services.post_office import PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening
from organizer.store import invitations as store
from organizer.store import outbox

LONGEST_NAME = 60
FIRST_WORDS = {
    DispatchKind.INVITATION: "invite",
    DispatchKind.UPDATE: "update",
    DispatchKind.CANCELLATION: "cancel",
    DispatchKind.REMINDER: "remind",
    DispatchKind.INTRODUCTION: "introduce",
    DispatchKind.THANKS: "thank",
    DispatchKind.ASSISTANT: "assistant-of",
    DispatchKind.ASSISTANT_CANCELLATION: "cancel-assistant-of",
}
EARLIEST_IN_ZIP = 1980


class NoDraftsError(OrganizerError):
    message = N_("There are no drafts to take along. Take them on the rehearsal page first.")


class NoEntriesError(OrganizerError):
    message = N_("There are no calendar entries yet. Choose your guests and a date first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file by a name that is safe on every system."""

    name: str
    content: bytes


def calendar_file(
    connection: Connection, planned: Evening, person_id: PersonId, office: PostOffice, now: datetime
) -> File:
    """One invitee's entry to keep, METHOD:PUBLISH, under the UID that the invitation has or will have."""
    found = next((one for one in offers(connection, planned, office) if one.person_id == person_id), None)
    if found is None:
        raise NotFoundError
    return _calendar_files(connection, planned, [found], office, now)[0]


def calendar_files(connection: Connection, planned: Evening, office: PostOffice, now: datetime) -> tuple[File, ...]:
    """Everybody's entry, each a file of its own."""
    found = offers(connection, planned, office)
    if not found:
        raise NoEntriesError
    return _told_apart(_calendar_files(connection, planned, found, office, now))


def drafts(connection: Connection, planned: Evening) -> tuple[File, ...]:
    """All mails of a round that were handed to the host and not noted as sent, in order."""
    invitations = {one.id: one for one in store.invitations_of(connection, planned.round.id)}
    known = outbox.dispatches_of(connection, invitations)
    handed = [one for mails in known.values() for one in mails if one.state is DispatchState.HANDED]
    if not handed:
        raise NoDraftsError
    found = sorted(handed, key=lambda dispatch: dispatch.id)
    return _told_apart(_mail_file(connection, planned, one, invitations[one.invitation_id]) for one in found)


def draft(connection: Connection, planned: Evening, dispatch_id: DispatchId) -> File:
    """One mail of a round as it was frozen."""
    invitations = {one.id: one for one in store.invitations_of(connection, planned.round.id)}
    found = outbox.find_dispatch(connection, planned.host.id, dispatch_id)
    if found is None or found[0].invitation_id not in invitations:
        raise NotFoundError
    return _mail_file(connection, planned, found[0], invitations[found[0].invitation_id])


def zipped(files: Iterable[File], now: datetime) -> bytes:
    """All files in one."""
    stamp = (max(now.year, EARLIEST_IN_ZIP), now.month, now.day, now.hour, now.minute, now.second)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(ZipInfo(file.name, stamp), file.content, ZIP_DEFLATED)
    return packed.getvalue()


def file_name(first_word: str, name: str, suffix: str) -> str:
    """`invite-anna-kurz.ics`: small letters and figures of ASCII, whatever the name holds."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(FOLDED_LETTERS)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].strip("-")
    return f"{first_word}-{slug or 'guest'}{suffix}"


def _calendar_files(
    connection: Connection, planned: Evening, found: Iterable[Invitation], office: PostOffice, now: datetime
) -> tuple[File, ...]:
    found = tuple(found)
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now)
    stood = standings(connection, found)
    return tuple(
        File(
            name=file_name("invite", planned.people[one.person_id].name.full, ".ics"),
            content=download(writer, one, stood[one.id].status),
        )
        for one in found
    )


def _mail_file(connection: Connection, planned: Evening, dispatch: Dispatch, invitation: Invitation) -> File:
    found = outbox.find_dispatch(connection, planned.host.id, dispatch.id)
    if found is None:
        raise NotFoundError
    name = planned.people[invitation.person_id].name.full
    return File(name=file_name(FIRST_WORDS[dispatch.kind], name, ".eml"), content=found[1])


def _told_apart(files: Iterable[File]) -> tuple[File, ...]:
    """Files of one folder: of those with the same name the later ones are numbered."""
    seen: Counter[str] = Counter()
    apart = []
    for file in files:
        seen[file.name] += 1
        stem, dot, suffix = file.name.rpartition(".")
        name = file.name if seen[file.name] == 1 else f"{stem}-{seen[file.name]}{dot}{suffix}"
        apart.append(replace(file, name=name))
    return tuple(apart)
