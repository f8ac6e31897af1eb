"""What is wrong with a letter before it is sent, each fault with what to do about it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from organizer.domain.errors import N_
from organizer.domain.letter_echoes import Echo, Told, echo_of_line, echo_of_text
from organizer.domain.letter_tone import (
    WORD,
    foreign_sentence,
    guessed_salutation,
    is_nearly_the_same,
    is_self_serving,
    wrong_form_of_address,
)
from organizer.domain.letters import (
    ASKING,
    OPTIONAL_PIECE,
    PLACEHOLDER,
    PLACEHOLDERS,
    BaseText,
    LetterContext,
    LetterKind,
    Rendered,
    placeholder_values,
)
from organizer.domain.plain_text import shortened
from organizer.domain.vocabulary import Formality

WEB_LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+")
ADDRESS = re.compile(r"[^\s/<>()\[\]{},;:\"'„“”‘’]{1,64}@[^\s<>()\[\]{},;:?\"'„“”‘’@]{1,255}")


class FaultKind(StrEnum):
    MISSING_REASON = "missing reason"
    SAME_REASON = "same reason"
    UNKNOWN_PLACEHOLDER = "unknown placeholder"
    STRANGE_PLACEHOLDER = "strange placeholder"
    BROKEN_PLACEHOLDER = "broken placeholder"
    MISSING_NAME = "missing name"
    MISSING_SUBJECT = "missing subject"
    MISSING_TEXT = "missing text"
    MISSING_DATE = "missing date"
    MISSING_TOPIC = "missing topic"
    MISSING_LINK = "missing link"
    FOREIGN_ADDRESS = "foreign address"
    EMPTY_PLACEHOLDER = "empty placeholder"
    LEFTOVER = "leftover"
    SIMILAR_REASON = "similar reason"
    SELF_SERVING = "self-serving"
    LINE_LEFT_OUT = "line left out"
    WRONG_FORM = "wrong form of address"
    GUESSED_SALUTATION = "guessed salutation"
    FOREIGN_SENTENCE = "foreign sentence"
    TOO_LONG = "too long"
    SEVERAL_LINKS = "several links"
    NAME_SHOWN = "name shown"
    TOLD_BEFORE = "told before"


ADVICE = {
    FaultKind.MISSING_REASON: N_("Say in a sentence why you invite this guest, and leave that sentence in the letter."),
    FaultKind.SAME_REASON: N_("%(other)s gets the same reason. Give each of the two their own."),
    FaultKind.UNKNOWN_PLACEHOLDER: N_("There is no placeholder called %(name)s. Did you mean %(closest)s?"),
    FaultKind.STRANGE_PLACEHOLDER: N_("There is no placeholder called %(name)s. Choose one from the list."),
    FaultKind.BROKEN_PLACEHOLDER: N_(
        "A placeholder needs two braces on both sides, like {{ first_name }}. Close it or delete it."
    ),
    FaultKind.MISSING_NAME: N_(
        "Nobody is called by their mail address. Write the name, or take this guest off the table."
    ),
    FaultKind.MISSING_SUBJECT: N_("Write a subject that says who invites and to what."),
    FaultKind.MISSING_TEXT: N_("The letter is empty. Write a text, or go back to the base text."),
    FaultKind.MISSING_DATE: N_("The letter does not say when. Choose a date, and leave it in the text."),
    FaultKind.MISSING_TOPIC: N_("The letter does not say what it is about. Write the topic, and leave it in the text."),
    FaultKind.MISSING_LINK: N_("There is no video link yet. Paste one now, or send it later as a change."),
    FaultKind.FOREIGN_ADDRESS: N_(
        "The letter shows the address %(address)s, which is neither yours nor the guest's. Take it out."
    ),
    FaultKind.EMPTY_PLACEHOLDER: N_(
        "Nothing is known for %(name)s, so the sentence round it has a hole. Fill it in, or put the piece in [ ]."
    ),
    FaultKind.LEFTOVER: N_("“%(text)s” looks like a gap that was to be filled. Write what belongs there."),
    FaultKind.SIMILAR_REASON: N_("%(other)s gets nearly the same reason. Say what is true of this guest only."),
    FaultKind.SELF_SERVING: N_("The reason speaks of you more than of the guest. Say what is in it for them."),
    FaultKind.LINE_LEFT_OUT: N_("What you wrote is not in the letter. Put {{ %(name)s }} into its text."),
    FaultKind.WRONG_FORM: N_("“%(word)s” does not fit the form of address of this letter. Change one of the two."),
    FaultKind.GUESSED_SALUTATION: N_("“%(text)s” is a guess. The neutral salutation with the name is never wrong."),
    FaultKind.FOREIGN_SENTENCE: N_("A sentence is in another language than the letter: “%(text)s”. Translate it."),
    FaultKind.TOO_LONG: N_("The letter has %(words)s words. Up to %(most)s are read on a phone; shorten it."),
    FaultKind.SEVERAL_LINKS: N_("The letter has %(number)s links of yours. One is enough; more look like advertising."),
    FaultKind.NAME_SHOWN: N_(
        "The letter names %(name)s, who has not agreed to be named to other guests. Ask first, or take the name out."
    ),
    FaultKind.TOLD_BEFORE: N_("This guest has read that from you before: “%(text)s”. Say something new, or leave it."),
}
# What a host may leave as it is and still send: it needs a second look, and a host may know better.
MAY_WAIT = frozenset(
    {
        FaultKind.MISSING_LINK,
        FaultKind.SIMILAR_REASON,
        FaultKind.SELF_SERVING,
        FaultKind.LINE_LEFT_OUT,
        FaultKind.WRONG_FORM,
        FaultKind.GUESSED_SALUTATION,
        FaultKind.FOREIGN_SENTENCE,
        FaultKind.TOO_LONG,
        FaultKind.SEVERAL_LINKS,
        FaultKind.NAME_SHOWN,
        FaultKind.TOLD_BEFORE,
    }
)

# These stand alone in their line or sentence, which goes with them when they are empty.
MAY_BE_EMPTY = frozenset(
    [
        "reason",
        "appreciation",
        "offer",
        "clock_note",
        "host_time",
        "slot_brief",
        "word",
        "last_time",
        "named_as",
        "signature",
        "answer_link",
        "date",
        "slot_time",
        "topic",
        "video_link",
    ]
)
WORDS_IN_GAPS = (
    *("Name", "Vorname", "Nachname", "Titel", "Anrede", "Firma", "Organisation", "Thema", "Datum", "Ort", "Link"),
    *("first name", "last name", "full name", "given name", "family name", "salutation", "company", "topic", "date"),
    *("naam", "voornaam", "achternaam", "aanhef", "bedrijf", "organisatie", "onderwerp", "plaats", "your name"),
)
# What a text from elsewhere, or a tired hand, leaves where a word was to come, one shape a line.
SHAPES_OF_GAPS = (
    r"(?<!\{)\{\s*\w[\w ]{0,40}\}(?!\})",  # {first_name}
    r"\$\{[^{}\n]{1,40}\}",  # ${name}
    r"<<[^<>\n]{1,40}>>",  # <<Vorname>>
    r"(?<!<)<[^\W\d_][\w -]{1,30}>(?!>)",  # <Vorname>
    rf"\[\[?(?i:{'|'.join(WORDS_IN_GAPS)})\]?\]",  # [Name]
    r"%\w+%|%s\b|%\(\w+\)s",  # %name%, %s, %(name)s
    r"\*\|\w+\|\*",  # *|FNAME|*
    r"\b(?:X{3,}|TODO|TBD)\b",
    r"_{3,}",
)
LEFTOVER = re.compile("|".join(SHAPES_OF_GAPS))
# From greeting to signature, the lines to answer with among them.
MOST_WORDS, MOST_OWN_LINKS = 160, 1
LONGEST_QUOTE = 160
# Before a family name they make sure that it is a name.
TITLES = ("herr", "herrn", "frau", "dr", "prof", "mr", "mrs", "ms", "meneer", "mevrouw", "heer", "dhr", "mevr", "mw")

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
    hidden_names: Collection[str] = (),
    told_before: Sequence[Told] = (),
    shared_texts: Collection[str] = (),
) -> tuple[LetterFault, ...]:
    """Everything wrong with one letter: `text` as written, `letter` as rendered from it, without its footer.

    `other_reasons` are those of the other guests by their name, `hidden_names` those of other guests who did not agree
    to be named. `is_own_text` says that the host wrote the whole letter for this person, so that reason and topic are
    in words of their own. `told_before` are earlier letters to the same person, the newest first, `shared_texts` what
    base texts say to them.
    """
    values = placeholder_values(context)
    faults = [
        *placeholder_faults(text),
        *_gaps(context, letter),
        *_missing_facts(context, letter),
        *_holes(text, values),
        *_leftovers(letter, values),
    ]
    faults += _left_out_link(context, letter, values) if is_own_text else _left_out_lines(letter, values)
    if context.kind.asks_to_come and not is_own_text:
        faults += [*_reason_faults(context, letter, other_reasons or {}), *_topic_faults(context, letter)]
    return (
        *faults,
        *_foreign_addresses(context, letter),
        *_shown_names(context, letter, hidden_names),
        *_tone_faults(context, letter, values),
        *_bulk(context, letter),
        *(_echoes_of_text(letter, told_before, shared_texts) if is_own_text else _echoes(values, told_before)),
    )


def placeholder_faults(text: BaseText) -> tuple[LetterFault, ...]:
    """Placeholders that do not exist, with the closest one that does, and braces that are no placeholder."""
    written = f"{text.subject}\n{text.body}"
    names = dict.fromkeys(name.strip() for name in PLACEHOLDER.findall(written))
    unknown = [_unknown(name) for name in names if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", written)
    broken = [LetterFault(kind=FaultKind.BROKEN_PLACEHOLDER)] if "{{" in rest or "}}" in rest else []
    return (*unknown, *broken)


def _unknown(name: str) -> LetterFault:
    similar = get_close_matches(name.lower()[:40].replace(" ", "_"), PLACEHOLDERS, n=1, cutoff=0.55)
    if not similar:
        return LetterFault(kind=FaultKind.STRANGE_PLACEHOLDER, values=(("name", name[:40]),))
    return LetterFault(kind=FaultKind.UNKNOWN_PLACEHOLDER, values=(("name", name[:40]), ("closest", similar[0])))


def _gaps(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    if not context.person.name.is_known:
        yield LetterFault(kind=FaultKind.MISSING_NAME)
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
        return
    alike = [name for name, reason in others.items() if is_nearly_the_same(reason, context.reason)]
    if alike:
        yield LetterFault(kind=FaultKind.SIMILAR_REASON, values=(("other", alike[0]),))
    if is_self_serving(context.reason, context.language):
        yield LetterFault(kind=FaultKind.SELF_SERVING)


def _topic_faults(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    if not _says(letter, placeholder_values(context)["topic"]):
        yield LetterFault(kind=FaultKind.MISSING_TOPIC)


def _foreign_addresses(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    known = {context.host.email.casefold(), context.person.email.casefold()}
    shown = (found.rstrip(".!?") for found in ADDRESS.findall(f"{letter.subject}\n{letter.body}"))
    for address in dict.fromkeys(shown):
        if address.casefold() not in known:
            yield LetterFault(kind=FaultKind.FOREIGN_ADDRESS, values=(("address", address),))


def _holes(text: BaseText, values: Mapping[str, str]) -> Iterator[LetterFault]:
    """Placeholders without a value in the midst of a sentence."""
    for line in (text.subject, *text.body.splitlines()):
        firm = OPTIONAL_PIECE.sub("", line)
        if not PLACEHOLDER.sub("", firm).strip():
            continue
        for name in (found.strip() for found in PLACEHOLDER.findall(firm)):
            if not values.get(name, name) and name not in MAY_BE_EMPTY:
                yield LetterFault(kind=FaultKind.EMPTY_PLACEHOLDER, values=(("name", name),))


def _leftovers(letter: Rendered, values: Mapping[str, str]) -> Iterator[LetterFault]:
    """Gaps of other kinds that nobody filled; a conference may be the XXX. of its kind."""
    told = f"{letter.subject}\n{letter.body}"
    if values["video_link"]:
        told = told.replace(values["video_link"], "")
    if values["occasion"]:
        told = re.sub(rf"(?<!\w){re.escape(values['occasion'])}(?!\w)", "", told)
    for found in dict.fromkeys(LEFTOVER.findall(told)):
        yield LetterFault(kind=FaultKind.LEFTOVER, values=(("text", found),))


def _left_out_lines(letter: Rendered, values: Mapping[str, str]) -> list[LetterFault]:
    written = [name for name in ("appreciation", "offer") if values[name] and not _says(letter, values[name])]
    return [LetterFault(kind=FaultKind.LINE_LEFT_OUT, values=(("name", name),)) for name in written]


def _left_out_link(context: LetterContext, letter: Rendered, values: Mapping[str, str]) -> list[LetterFault]:
    """A text written by hand may still announce a link that is there by now."""
    link = values["video_link"]
    if not context.kind.asks_to_come or not link or link in letter.body:
        return []
    return [LetterFault(kind=FaultKind.LINE_LEFT_OUT, values=(("name", "video_link"),))]


def _shown_names(context: LetterContext, letter: Rendered, hidden: Collection[str]) -> Iterator[LetterFault]:
    """Others by their whole name, in either order, or by title and family name; the reader may be a namesake."""
    words = WORD.findall(f"{letter.subject} {letter.body}".casefold())
    said, own = f" {' '.join(words)} ", WORD.findall(context.person.name.full.casefold())[-1:]
    for name in hidden:
        parts = WORD.findall(name.casefold())
        whole = [" ".join(parts), " ".join((*parts[-1:], *parts[:-1]))] if len(parts) > 1 else []
        titled = [f"{title} {parts[-1]}" for title in TITLES] if parts and parts[-1:] != own else []
        if any(f" {one} " in said for one in (*whole, *titled)):
            yield LetterFault(kind=FaultKind.NAME_SHOWN, values=(("name", name),))


def _tone_faults(context: LetterContext, letter: Rendered, values: Mapping[str, str]) -> Iterator[LetterFault]:
    """What sounds wrong: form of address, guessed gender, another language. Names and the signature are left aside."""
    person, body, language = context.person, letter.body, context.language
    names = [values[name] for name in ("salutation", "full_name", "host_name", "signature", "guests", "speaker_name")]
    names += [person.name.full, person.organisation, context.host.organisation, values["named_as"]]
    formality = Formality.FORMAL if context.kind.is_always_formal else context.formality
    word = wrong_form_of_address(body, language, formality, names)
    if word:
        yield LetterFault(kind=FaultKind.WRONG_FORM, values=(("word", word),))
    guess = guessed_salutation(body, person.name.family, person.name.honorific)
    if guess and values["salutation"] not in guess and guess not in values["salutation"]:
        yield LetterFault(kind=FaultKind.GUESSED_SALUTATION, values=(("text", guess),))
    foreign = foreign_sentence(body, language, names)
    if foreign:
        yield LetterFault(kind=FaultKind.FOREIGN_SENTENCE, values=(("text", shortened(foreign[1], 60)),))


def _bulk(context: LetterContext, letter: Rendered) -> Iterator[LetterFault]:
    words = len(letter.body.split())
    if context.kind.asks_to_come and words > MOST_WORDS:
        yield LetterFault(kind=FaultKind.TOO_LONG, values=(("words", str(words)), ("most", str(MOST_WORDS))))
    known = (context.round.video_link, context.answer_link)
    links = {link.rstrip(".,;:!?)") for link in WEB_LINK.findall(letter.body)} - set(known)
    if len(links) > MOST_OWN_LINKS:
        yield LetterFault(kind=FaultKind.SEVERAL_LINKS, values=(("number", str(len(links))),))


def _echoes(values: Mapping[str, str], told_before: Sequence[Told]) -> Iterator[LetterFault]:
    for part in ("reason", "appreciation", "offer"):
        echo = echo_of_line(values[part], told_before)
        if echo:
            yield _told_before(echo, part)


def _echoes_of_text(letter: Rendered, told_before: Sequence[Told], shared: Collection[str]) -> Iterator[LetterFault]:
    echo = echo_of_text(letter.body, told_before, shared)
    if echo:
        yield _told_before(echo, "body")


def _told_before(echo: Echo, part: str) -> LetterFault:
    """`part` names what says it again, `letter` and `told_at` the earlier letter."""
    values = (
        ("text", shortened(echo.sentence.removesuffix("."), LONGEST_QUOTE)),
        ("part", part),
        ("letter", str(echo.told.id)),
        ("told_at", echo.told.told_at.isoformat()),
    )
    return LetterFault(kind=FaultKind.TOLD_BEFORE, values=values)


def _says(letter: Rendered, words: str) -> bool:
    return bool(_folded(words)) and _folded(words) in _folded(letter.body)


def _folded(words: str) -> str:
    """Letters and figures only, so that quotes, blanks and a full stop make no difference."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())
