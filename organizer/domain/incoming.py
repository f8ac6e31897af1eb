"""What comes back about an invitation: answers, words, out-of-office notes, mails returned; and the log of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from organizer.domain.letter_words import ANSWERS_BY_MAIL
from organizer.domain.replies import QUESTIONS, CalendarReply, Proposal, Verdict
from organizer.domain.vocabulary import IncomingId, InvitationId, ParticipationStatus

# A bounce later than this is about something else (or made up); servers give up after four or five days.
BOUNCES_COUNT_FOR = timedelta(days=14)
# So long after the end of an evening its guests' words are kept.
KEPT_FOR = timedelta(days=90)

PREFIX = re.compile(r"\s*(?:re|aw|antw|antwort|antwoord|wg|fwd?|sv|r|tr)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
CODE = re.compile(r"\b([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})\b")
STOP = "STOP"
# The words that the links in letters put into the subject.
ANSWERS = {
    word.casefold(): status
    for words in ANSWERS_BY_MAIL.values()
    for word, status in zip(words, (ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED), strict=True)
}


class Way(StrEnum):
    """How something came here."""

    MAILBOX = "mailbox"
    BROUGHT = "brought"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report that a mail could not be delivered (RFC 3464, or an older form), or not yet.

    `recipients` are the addresses it names; `message_ids` and `uids` are those of the mail that it encloses.
    """

    is_final: bool
    recipients: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    uids: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """A mail, or a bare calendar object, as it came in. `sender` is None for an object without a mail around it.

    `words` is what the sender wrote, without what it quotes. `references` are the Message-IDs that it answers to.
    `is_automatic` says that a program sent it (RFC 3834), `is_bulk` that it went to many. `uids` are those that its
    calendar parts name, `is_broken` that one of them should be an answer and cannot be read.
    """

    sender: str | None = None
    name: str = ""
    aligned: bool | None = None
    sent_at: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    words: str = ""
    is_automatic: bool = False
    is_bulk: bool = False
    bounce: Bounce | None = None
    replies: tuple[CalendarReply, ...] = ()
    uids: tuple[str, ...] = ()
    is_broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One entry of the log: what came back about an invitation, what was decided, and why (`verdict`)."""

    id: IncomingId
    invitation_id: InvitationId
    verdict: Verdict
    way: Way
    sender: str
    name: str
    status: ParticipationStatus | None
    sequence: int | None
    said_at: datetime
    received_at: datetime
    text: str
    proposed_start: datetime | None
    proposed_end: datetime | None
    delegate: str
    settled_at: datetime | None

    @property
    def is_question(self) -> bool:
        """Whether it waits for the host's word."""
        return self.verdict in QUESTIONS and self.settled_at is None

    @property
    def proposal(self) -> Proposal | None:
        """The other time it proposes."""
        if self.proposed_start is None or self.proposed_end is None:
            return None
        return Proposal(starts_at=self.proposed_start, ends_at=self.proposed_end)


def bare_subject(subject: str) -> str:
    """The subject without "Re:", "AW:", "Fwd:" in front."""
    while (shorter := PREFIX.sub("", subject, count=1)) != subject:
        subject = shorter
    return subject.strip()


def answer_in(subject: str) -> tuple[str, ParticipationStatus | None]:
    """The code in the subject of a mail that a link in a letter opened, and the answer beside it.

    No answer where the guest wrote other words there; no code either in any other subject.
    """
    found = CODE.search(subject.upper())
    if not found:
        return "", None
    word = bare_subject(f"{subject[: found.start()]} {subject[found.end() :]}").strip(" :.!-").casefold()
    return found[1], ANSWERS.get(word)


def asks_to_stop(mail: IncomingMail) -> bool:
    """Whether a plain reply says STOP, as the letters offer."""
    first = next(iter(mail.words.splitlines()), "")
    return STOP in (first.strip(" .!\"'").upper(), bare_subject(mail.subject).strip(" .!\"'").upper())


def weigh_bounce(bounce: Bounce, *, is_proven: bool, sent_at: datetime, now: datetime) -> Verdict:
    """Decide whether a returned mail settles a dispatch; `is_proven` says that it names a secret of that very mail."""
    if not bounce.is_final:
        return Verdict.DELAYED
    is_recent = now - sent_at <= BOUNCES_COUNT_FOR
    return Verdict.RETURNED if is_proven and is_recent else Verdict.PERHAPS_RETURNED


def questions(log: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """What waits for the host's word, oldest first."""
    return tuple(one for one in log if one.is_question)
