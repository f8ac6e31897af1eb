"""The letters so far: what was sent to whom, word for word, found again by its words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import InvitationState
from organizer.domain.letter_echoes import Told
from organizer.domain.outbox import DispatchKind
from organizer.domain.relevance import fold_loosely
from organizer.domain.vocabulary import DispatchId, HostId, InvitationId, PersonId
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services.rounds import Evening
from organizer.store import letter_history as store
from organizer.store import outbox
from organizer.store.invitations import invitations_of
from organizer.store.letter_history import Hit, KeptLetter, ToldBefore

PAGE_SIZE = 50
LATEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLetters:
    """One page of letters, the newest first, how many fit in all, and how many there are."""

    letters: tuple[KeptLetter, ...]
    total: int
    page: int
    everything: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLetter:
    """A letter word for word: what the outbox knows of it, and the mail as its reader sees it."""

    kept: KeptLetter
    mail: OpenedMail


def search(
    connection: Connection, host_id: HostId, text: str = "", page: int = 1, person_id: PersonId | None = None
) -> FoundLetters:
    """The host's letters that hold all these words in subject, text or address, however umlauts are written."""
    words = fold_loosely(text).split()
    ids = [hit.id for hit in store.find(connection, host_id, words, person_id) if _holds(hit, words)]
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = store.letters_of(connection, host_id, ids[PAGE_SIZE * (page - 1) : PAGE_SIZE * page])
    return FoundLetters(letters=shown, total=len(ids), page=page, everything=store.count(connection, host_id))


def latest(connection: Connection, host_id: HostId, person_id: PersonId) -> tuple[tuple[KeptLetter, ...], int]:
    """The last few letters to one person, and how many there are."""
    ids = [hit.id for hit in store.find(connection, host_id, (), person_id)]
    return store.letters_of(connection, host_id, ids[:LATEST]), len(ids)


def letter(connection: Connection, host_id: HostId, dispatch_id: DispatchId) -> OpenedLetter:
    """One letter, word for word as it was frozen; raises NotFoundError for one of another host."""
    kept = store.letters_of(connection, host_id, [dispatch_id])
    found = outbox.find_dispatch(connection, host_id, dispatch_id)
    if not kept or found is None:
        raise NotFoundError
    return OpenedLetter(kept=kept[0], mail=open_mail(found[1]))


def as_invited(connection: Connection, planned: Evening, person_id: PersonId) -> OpenedMail | None:
    """The first mail of the invitation that stands for a person, word for word; None where there is none."""
    theirs = [one for one in invitations_of(connection, planned.round.id) if one.person_id == person_id]
    standing = [one.id for one in theirs if one.state is InvitationState.OPEN]
    mails = [mail for told in outbox.dispatches_of(connection, standing).values() for mail in told]
    first = next((mail for mail in mails if mail.kind is DispatchKind.INVITATION), None)
    found = outbox.find_dispatch(connection, planned.host.id, first.id) if first else None
    return open_mail(found[1]) if found else None


def told_before(
    connection: Connection, host_id: HostId, ids: Collection[PersonId], standing: Collection[InvitationId]
) -> dict[PersonId, tuple[Told, ...]]:
    """What these people were told by this host, the newest first, before the first mail of a `standing` invitation.

    Whatever went out with or after an invitation that stands is no earlier letter than its own.
    """
    found = store.told_before(connection, host_id, ids)
    return {person_id: tuple(_told(one) for one in _before(rows, standing)) for person_id, rows in found.items()}


def _before(rows: Sequence[ToldBefore], standing: Collection[InvitationId]) -> Sequence[ToldBefore]:
    first = min((one.created_at for one in rows if one.invitation_id in standing), default=None)
    return [one for one in rows if first is None or one.created_at < first]


def _told(one: ToldBefore) -> Told:
    text = open_mail(one.raw).text if one.raw is not None else one.body or ""
    return Told(id=one.id, told_at=one.created_at, text=text)


def _holds(hit: Hit, words: list[str]) -> bool:
    """Whether an older letter holds the words; of the others the database said so."""
    if hit.raw is None:
        return True
    mail = open_mail(hit.raw)
    text = outbox.search_text(mail.recipient, mail.subject, mail.text)
    return all(word in text for word in words)
