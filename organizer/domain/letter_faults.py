"""What is wrong with a letter before it is sent, each fault with what to do about it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from organizer.domain.errors import N_
from organizer.domain.letters import (
    ASKING,
    PLACEHOLDER,
    PLACEHOLDERS,
    BaseText,
    LetterContext,
    LetterKind,
    Rendered,
    placeholder_values,
)

ADDRESS = re.compile(r"[^\s/<>()\[\]{},;:\"'„“”‘’]{1,64}@[^\s<>()\[\]{},;:?\"'„“”‘’@]{1,255}")


class FaultKind(StrEnum):
    MISSING_REASON = "missing reason"
    SAME_REASON = "same reason"
    UNKNOWN_PLACEHOLDER = "unknown placeholder"
    BROKEN_PLACEHOLDER = "broken placeholder"
    MISSING_SUBJECT = "missing subject"
    MISSING_TEXT = "missing text"
    MISSING_DATE = "missing date"
    MISSING_TOPIC = "missing topic"
    MISSING_LINK = "missing link"
    FOREIGN_ADDRESS = "foreign address"


ADVICE = {
    FaultKind.MISSING_REASON: N_("Say in a sentence why you invite this guest, and keep {{ reason }} in the text."),
    FaultKind.SAME_REASON: N_("%(other)s gets the same reason. Give each of the two their own."),
    FaultKind.UNKNOWN_PLACEHOLDER: N_("There is no placeholder called %(name)s. Did you mean %(closest)s?"),
    FaultKind.BROKEN_PLACEHOLDER: N_(
        "A placeholder needs two braces on both sides, like {{ first_name }}. Close it or delete it."
    ),
    FaultKind.MISSING_SUBJECT: N_("Write a subject that says who invites and to what."),
    FaultKind.MISSING_TEXT: N_("The letter is empty. Write a text, or go back to the base text."),
    FaultKind.MISSING_DATE: N_("The letter does not say when. Choose a date, and keep {{ date }} in the text."),
    FaultKind.MISSING_TOPIC: N_(
        "The letter does not say what it is about. Write the topic, and keep {{ topic }} in the text."
    ),
    FaultKind.MISSING_LINK: N_("There is no video link yet. Paste one now, or send it later as a change."),
    FaultKind.FOREIGN_ADDRESS: N_(
        "The letter shows the address %(address)s, which is neither yours nor the guest's. Take it out."
    ),
}
# What a host may leave as it is and still send.
MAY_WAIT = frozenset({FaultKind.MISSING_LINK})

DATED = ASKING | {
    LetterKind.REMINDER,
    LetterKind.INTRODUCTION,
    LetterKind.UPDATE,
    LetterKind.SPEAKER_UPDATE,
    LetterKind.ASSISTANT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFault:
    """One fault. `advice` is an English sentence with %(name)s places for `values`, the key of its translations."""

    kind: FaultKind
    values: tuple[tuple[str, str], ...] = ()

    @property
    def advice(self) -> str:
        return ADVICE[self.kind]

    @property
    def may_wait(self) -> bool:
        return self.kind in MAY_WAIT


def check(
    context: LetterContext,
    text: BaseText,
    letter: Rendered,
    *,
    other_reasons: Mapping[str, str] | None = None,
    is_own_text: bool = False,
) -> tuple[LetterFault, ...]:
    """Everything wrong with one letter: `text` as written, `letter` as rendered from it, without its footer.

    `other_reasons` are those of the other guests by their name. `is_own_text` says that the host wrote the whole letter
    for this person, so that reason and topic are in words of their own.
    """
    faults = [*placeholder_faults(text), *_gaps(letter), *_missing_facts(context, letter)]
    if context.kind.asks_to_come and not is_own_text:
        faults += [*_reason_faults(context, letter, other_reasons or {}), *_topic_faults(context, letter)]
    return (*faults, *_foreign_addresses(context, letter))


def placeholder_faults(text: BaseText) -> tuple[LetterFault, ...]:
    """Placeholders that do not exist, with the closest one that does, and braces that are no placeholder."""
    written = f"{text.subject}\n{text.body}"
    names = dict.fromkeys(name.strip() for name in PLACEHOLDER.findall(written))
    unknown = [_unknown(name) for name in names if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", written)
    broken = [LetterFault(kind=FaultKind.BROKEN_PLACEHOLDER)] if "{{" in rest or "}}" in rest else []
    return (*unknown, *broken)


def _unknown(name: str) -> LetterFault:
    similar = get_close_matches(name.lower()[:40].replace(" ", "_"), PLACEHOLDERS, n=1, cutoff=0.0)
    closest = similar[0] if similar else next(iter(PLACEHOLDERS))
    return LetterFault(kind=FaultKind.UNKNOWN_PLACEHOLDER, values=(("name", name[:40]), ("closest", closest)))


def _gaps(letter: Rendered) -> Iterator[LetterFault]:
    if not letter.subject.strip():
        yield LetterFault(kind=FaultKind.MISSING_SUBJECT)
    if not letter.body.strip():
        yield LetterFault(kind=FaultKind.MISSING_TEXT)


def _missing_facts(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    when = context.slot_time if context.kind.is_for_speaker else context.date
    if context.kind in DATED and not _says(letter, when):
        yield LetterFault(kind=FaultKind.MISSING_DATE)
    if context.kind.asks_to_come and not context.round.video_link:
        yield LetterFault(kind=FaultKind.MISSING_LINK)


def _reason_faults(context: LetterContext, letter: Rendered, others: Mapping[str, str]) -> Iterator[LetterFault]:
    if not _says(letter, placeholder_values(context)["reason"]):
        yield LetterFault(kind=FaultKind.MISSING_REASON)
        return
    twins = [name for name, reason in others.items() if _folded(reason) == _folded(context.reason)]
    if twins:
        yield LetterFault(kind=FaultKind.SAME_REASON, values=(("other", twins[0]),))


def _topic_faults(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    if not _says(letter, placeholder_values(context)["topic"]):
        yield LetterFault(kind=FaultKind.MISSING_TOPIC)


def _foreign_addresses(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    known = {context.host.email.casefold(), context.person.email.casefold()}
    shown = (found.rstrip(".!?") for found in ADDRESS.findall(f"{letter.subject}\n{letter.body}"))
    for address in dict.fromkeys(shown):
        if address.casefold() not in known:
            yield LetterFault(kind=FaultKind.FOREIGN_ADDRESS, values=(("address", address),))


def _says(letter: Rendered, words: str) -> bool:
    return bool(_folded(words)) and _folded(words) in _folded(letter.body)


def _folded(words: str) -> str:
    """Letters and figures only, so that quotes, blanks and a full stop make no difference."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())
