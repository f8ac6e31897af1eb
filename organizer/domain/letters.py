"""The text of an invitation for one person: base text, placeholders, reason, and what is still missing.

A text written by a host is never run as a program. It knows two things: `{{ topic }}` stands for one of PLACEHOLDERS,
and a piece in square brackets, `[We talk about {{ topic }}.]`, disappears when a placeholder in it has no value. In
`[about {{ topic }}|together]` what follows the bar then takes its place. Other brackets stay as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from organizer.domain.errors import N_
from organizer.domain.letter_words import (
    AMONG_THEM,
    ANSWERS_BY_MAIL,
    CHANGES,
    COLLEAGUES,
    FROM_ORGANISATIONS,
    GUESTS,
    LANGUAGES,
    MINUTES,
    NUMBERS,
    OTHER_COLLEAGUES,
    OTHER_GUESTS,
    UNNAMED,
    WORDS,
    Words,
)
from organizer.domain.parties import Host, Party
from organizer.domain.people import Person
from organizer.domain.plain_text import inside_quotes, joined, one_line, several_lines, visible
from organizer.domain.rounds import Round
from organizer.domain.salutations import first_name, salutation, titled_name
from organizer.domain.vocabulary import Formality, Language

PLACEHOLDERS: Mapping[str, str] = {
    "salutation": N_("the greeting with title and name, without a guessed Mr or Ms"),
    "first_name": N_("the guest's given name"),
    "family_name": N_("the guest's family name"),
    "full_name": N_("the guest's whole name"),
    "occasion": N_("the meeting that did not happen"),
    "occasion_place": N_("where it should have been"),
    "occasion_date": N_("when it should have been"),
    "occasion_details": N_("place and date of the meeting that did not happen, as far as known"),
    "fell_out": N_("what fell out with it, in letters in your own language"),
    "topic": N_("what the round is about"),
    "question": N_("the question of the evening"),
    "reason": N_("why this guest; a text of its own in every letter"),
    "appreciation": N_("what you liked about them or their work, when you wrote it"),
    "offer": N_("what you could bring them, when you wrote it"),
    "date": N_("weekday, day and time on the guest's clock"),
    "host_time": N_("the time on your clock, when it is another"),
    "clock_note": N_("a word on clock changes, when the time difference shifts around that day"),
    "length": N_("how long the round takes"),
    "spoken_language": N_("the language spoken"),
    "others": N_("how many others are invited"),
    "video_link": N_("the video link"),
    "host_name": N_("your name"),
    "host_role": N_("your role and organisation"),
    "signature": N_("your signature"),
    "speaker_name": N_("the guest speaker's name"),
    "slot_time": N_("day and time of the speaker's slot, on the reader's clock"),
    "slot_length": N_("how long the speaker's slot takes"),
    "slot_brief": N_("your two lines for the speaker"),
    "answer_how": N_("how to say yes or no"),
    "answer_link": N_("the address of the answer page, when there is one"),
    "last_time": N_("a sentence on last time, by what the guest answered then"),
    "change": N_("what has changed, as a headline"),
    "changed": N_("what has changed, in a sentence"),
    "old_date": N_("the date before the change"),
    "new_date": N_("the date after the change"),
    "word": N_("your own words about a change or a cancellation"),
    "guests": N_("who comes, a line for each guest who agreed to be named"),
    "named_as": N_("how this guest is named to the others, or that they are not"),
}

# What a host types may be long; a subject and a line of a letter are not.
LONGEST_SUBJECT = 200
# More names than these would make a list of what is a sentence.
MOST_NAMES = 2

PLACEHOLDER = re.compile(r"\{\{([^{}\n]*)\}\}")
OPTIONAL_PIECE = re.compile(r"\[([^\[\]]*)\]")
# Stands where something without a value was, until lines that held nothing else are taken out.
GONE = "\x00"


class LetterKind(StrEnum):
    """Which letter. The INVITATION's base text depends on the kind of occasion, too.

    SPEAKER asks a guest of honour, EXPERT somebody who knows the topic; ANEW asks for the same evening after a no.
    """

    INVITATION = "invitation"
    AGAIN = "again"
    ANEW = "anew"
    SPEAKER = "speaker"
    EXPERT = "expert"
    ASSISTANT = "assistant"
    REMINDER = "reminder"
    INTRODUCTION = "introduction"
    UPDATE = "update"
    SPEAKER_UPDATE = "speaker-update"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    ASSISTANT_CANCELLATION = "assistant-cancellation"
    THANKS = "thanks"
    SPEAKER_THANKS = "speaker-thanks"
    LIST_REQUEST = "list-request"

    @property
    def is_for_speaker(self) -> bool:
        """Whether its times are those of the speaker's slot."""
        return self in OF_THE_SLOT

    @property
    def is_for_assistant(self) -> bool:
        return self in (LetterKind.ASSISTANT, LetterKind.ASSISTANT_CANCELLATION)

    @property
    def asks_to_come(self) -> bool:
        """Whether it wins somebody for an evening, so that it needs a reason, a topic and a date."""
        return self in ASKING

    @property
    def is_prepared(self) -> bool:
        """Whether the host prepares it on the board, later than the invitation, and sends it by an act of its own."""
        return self in PREPARED

    @property
    def may_be_rewritten(self) -> bool:
        """Whether the host may change its base text, and the letter to one person."""
        return self.asks_to_come or self.is_prepared

    @property
    def is_always_formal(self) -> bool:
        """Whether it goes to somebody of whom not even the name is known."""
        return self.is_for_assistant or self is LetterKind.LIST_REQUEST


ASKING = frozenset({LetterKind.INVITATION, LetterKind.AGAIN, LetterKind.ANEW, LetterKind.SPEAKER, LetterKind.EXPERT})
ASKING_TO_SPEAK = frozenset({LetterKind.SPEAKER, LetterKind.EXPERT})
PREPARED = frozenset({LetterKind.REMINDER, LetterKind.INTRODUCTION, LetterKind.THANKS, LetterKind.SPEAKER_THANKS})
OF_THE_SLOT = ASKING_TO_SPEAK | {
    LetterKind.SPEAKER_UPDATE,
    LetterKind.SPEAKER_THANKS,
    LetterKind.ASSISTANT,
    LetterKind.ASSISTANT_CANCELLATION,
}


class LastTime(StrEnum):
    """What became of the last invitation; somebody who said yes and was not there counts as SILENT, without blame."""

    CAME = "came"
    SAID_NO = "said-no"
    SILENT = "silent"


class Change(StrEnum):
    """What an update is about."""

    DATE = "date"
    LENGTH = "length"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseText:
    """Subject and body with {{ placeholders }}, for one kind of letter, language and form of address."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter as its reader sees it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Who else is at the table besides the reader and the host. `names` only of those who agreed to be shown."""

    count: int = 0
    organisations: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """Who comes, told to those who come: a line for each other guest who agreed, how many did not.

    `reader` is the line the others read about this reader, empty where they did not agree to be named.
    """

    lines: tuple[str, ...] = ()
    unnamed: int = 0
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the address is from: the list in the host's words and when it came, in words; empty for an acquaintance."""

    description: str = ""
    received_on: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """Everything one letter is made from. Dates and times are in words already, of the reader's language and clock.

    `host_time` is empty where the host's clock shows the same; `slot_time` and `speaker_name` without a speaker's slot.
    `answer_link` and `stop_link` are empty without a public address, `answer_code` with one. `word` is the host's own,
    on a change or a cancellation.
    """

    kind: LetterKind
    language: Language
    formality: Formality
    host: Host
    person: Person
    party: Party
    round: Round
    reason: str = ""
    appreciation: str = ""
    offer: str = ""
    date: str = ""
    host_time: str = ""
    clock_note: str = ""
    slot_time: str = ""
    speaker_name: str = ""
    occasion_date: str = ""
    others: Others = field(default_factory=Others)
    introduced: Introduced = field(default_factory=Introduced)
    last_time: LastTime = LastTime.SILENT
    changes: tuple[Change, ...] = ()
    old_date: str = ""
    word: str = ""
    answer_link: str = ""
    answer_code: str = ""
    stop_link: str = ""
    source: Source = field(default_factory=Source)

    @property
    def words(self) -> Words:
        return WORDS[self.language, self.formality]


def write(text: BaseText, context: LetterContext) -> Rendered:
    """The letter for one person, with its footer, as it is sent; an office that is asked for a list needs none."""
    letter = render(text, placeholder_values(context))
    if context.kind is LetterKind.LIST_REQUEST:
        return Rendered(subject=letter.subject, body=f"{letter.body}\n")
    return Rendered(subject=letter.subject, body=f"{letter.body}\n\n{footer(context)}\n")


def render(text: BaseText, values: Mapping[str, str]) -> Rendered:
    """Subject and body with values in place of placeholders; unknown placeholders stay as they are written."""
    subject = one_line(_filled(text.subject, values), LONGEST_SUBJECT)
    return Rendered(subject=subject[:1].upper() + subject[1:], body=_filled(text.body, values))


def placeholder_values(context: LetterContext) -> dict[str, str]:
    """A value for every name in PLACEHOLDERS; empty where nothing is known."""
    values = {
        **_values_of_person(context),
        **_values_of_occasion(context),
        **_values_of_round(context),
        **_values_of_host(context),
        **_values_of_slot(context),
        **_values_of_answer(context),
        **_values_of_change(context),
        **_values_of_introduction(context),
        "reason": one_line(context.reason, 1000),
        "appreciation": one_line(context.appreciation, 1000),
        "offer": one_line(context.offer, 1000),
    }
    return {name: value.strip() for name, value in values.items()}


def footer(context: LetterContext) -> str:
    """Who writes, where the address is from, and how to get out; goes under every letter and cannot be edited."""
    words, company = context.words, several_lines(context.host.company_details)
    stop = words.stop_by_link.replace("{link}", context.stop_link) if context.stop_link else words.stop_by_reply
    return "\n".join(part for part in ("---", _origin(context), f"{words.kept} {stop}", company) if part)


def source_in_words(context: LetterContext) -> str:
    """Who writes and from which list the reader is known; nothing where they are known from no list."""
    return _origin(context) if context.source.description else ""


def others_in_words(context: LetterContext) -> str:
    """Who else is at the table, two of them by name if they agreed: "sechs weitere Gäste aus fünf Organisationen"."""
    others, language = context.others, context.language
    if not others.count:
        return ""
    is_visit = context.party.occasion.kind.is_visit
    one, many = _who_else(context.kind, is_visit=is_visit)[language]
    counted = one if others.count == 1 else _numbered(many, others.count, language)
    shown = () if context.kind.is_for_speaker else others.names[:MOST_NAMES]
    if names := joined(tuple(one_line(name) for name in shown), language):
        among = AMONG_THEM[language] if others.count > len(shown) else " ({names})"
        return counted + among.replace("{names}", names)
    if others.organisations > 1 and not is_visit:
        return counted + _numbered(FROM_ORGANISATIONS[language], others.organisations, language)
    return counted


def _filled(text: str, values: Mapping[str, str]) -> str:
    text = OPTIONAL_PIECE.sub(lambda piece: _chosen(piece, values), _as_written(text))
    filled = PLACEHOLDER.sub(lambda found: _value(found, values), text)
    lines = (_tidied(line) for line in filled.split("\n") if not _is_emptied(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _as_written(text: str) -> str:
    """The host's text, its line breaks and braces as they are, without what nobody can see."""
    return "\n".join(visible(line).replace("\t", " ") for line in text.splitlines())


def _chosen(piece: re.Match[str], values: Mapping[str, str]) -> str:
    named = {name.strip() for name in PLACEHOLDER.findall(piece[1])}
    if not named:
        return piece[0]
    shown, _, instead = piece[1].partition("|")
    needed = {name.strip() for name in PLACEHOLDER.findall(shown)}
    return shown if all(values.get(name, name) for name in needed) else instead or GONE


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    return values.get(found[1].strip(), found[0]) or GONE


def _is_emptied(line: str) -> bool:
    return GONE in line and not line.replace(GONE, "").strip()


def _tidied(line: str) -> str:
    return re.sub(" {2,}", " ", line.replace(GONE, "")).strip()


def _values_of_person(context: LetterContext) -> dict[str, str]:
    name = context.person.name
    return {
        "salutation": salutation(name, context.language, context.formality),
        "first_name": first_name(name),
        "family_name": one_line(name.family or name.original),
        "full_name": titled_name(name, context.language),
    }


def _values_of_occasion(context: LetterContext) -> dict[str, str]:
    occasion = context.party.occasion
    place = one_line(occasion.place)
    return {
        "occasion": inside_quotes(one_line(occasion.name), context.language),
        "occasion_place": place,
        "occasion_date": context.occasion_date,
        "occasion_details": ", ".join(part for part in (place, context.occasion_date) if part),
        "fell_out": _within_sentence(occasion.fell_out) if context.language is context.host.language else "",
    }


def _values_of_round(context: LetterContext) -> dict[str, str]:
    party, language = context.party, context.language
    return {
        "topic": inside_quotes(one_line(party.topic), language),
        "question": _asked(party.question),
        "date": context.date,
        "host_time": context.host_time,
        "clock_note": context.clock_note,
        "length": MINUTES[language].replace("{number}", str(context.round.length_minutes)),
        "spoken_language": LANGUAGES[language][party.spoken_language],
        "others": others_in_words(context),
        "video_link": one_line(context.round.video_link, 2000),
    }


def _values_of_host(context: LetterContext) -> dict[str, str]:
    host = context.host
    name, role = (
        one_line(host.name),
        ", ".join(part for part in (one_line(host.role), one_line(host.organisation)) if part),
    )
    signature = several_lines(host.signature)
    if name not in signature:
        signature = "\n".join(part for part in (name, signature) if part)
    return {
        "host_name": name,
        "host_role": role,
        "signature": "\n".join((name, role)) if signature == name and role else signature,
    }


def _values_of_slot(context: LetterContext) -> dict[str, str]:
    slot = context.round.speaker_slot
    return {
        "speaker_name": one_line(context.speaker_name),
        "slot_time": context.slot_time,
        "slot_length": MINUTES[context.language].replace("{number}", str(slot.length_minutes)) if slot else "",
        "slot_brief": several_lines(slot.brief) if slot else "",
    }


def _values_of_answer(context: LetterContext) -> dict[str, str]:
    how = _how_to_answer(context).replace("{link}", context.answer_link)
    return {
        "answer_how": "\n".join((how, *_answers_by_mail(context))),
        "answer_link": context.answer_link,
        "last_time": context.words.last_time[context.last_time],
    }


def _how_to_answer(context: LetterContext) -> str:
    words = context.words
    if not context.changes:
        return words.how_to_answer_by_link if context.answer_link else words.how_to_answer
    if context.changes == (Change.LINK,):
        return words.answer_stands
    return words.answer_again_by_link if context.answer_link else words.answer_again


def _answers_by_mail(context: LetterContext) -> tuple[str, ...]:
    """Two lines that open a mail to the host with a yes or a no, and the code by which the reply is matched."""
    if not context.answer_code or context.changes == (Change.LINK,):
        return ()
    address = quote(one_line(context.host.email), safe="@")
    return tuple(
        f"{word}: mailto:{address}?subject={quote(f'{word} {context.answer_code}')}"
        for word in ANSWERS_BY_MAIL[context.language]
    )


def _values_of_change(context: LetterContext) -> dict[str, str]:
    moved = Change.DATE in context.changes
    date = context.slot_time if context.kind.is_for_speaker else context.date
    named = [CHANGES[context.language][change] for change in Change if change in context.changes]
    return {
        "change": joined(tuple(headline for headline, _ in named), context.language),
        "changed": joined(tuple(phrase for _, phrase in named), context.language),
        "old_date": context.old_date if moved else "",
        "new_date": date if moved else "",
        "word": several_lines(context.word),
    }


def _values_of_introduction(context: LetterContext) -> dict[str, str]:
    introduced, language = context.introduced, context.language
    lines = [one_line(line) for line in introduced.lines]
    if introduced.unnamed:
        one, many = UNNAMED[language]
        lines.append(one if introduced.unnamed == 1 else _numbered(many, introduced.unnamed, language))
    named = context.words.named_as.replace("{line}", one_line(introduced.reader))
    named = named if introduced.reader else context.words.not_named
    return {"guests": "\n".join(lines), "named_as": named if lines else ""}


def _within_sentence(words: str) -> str:
    """A phrase a form was filled with, fit for the middle of a sentence: no full stop, its article in small letters."""
    words = one_line(words).removesuffix(".")
    article, _, rest = words.partition(" ")
    small = article.lower() in {
        "the",
        "a",
        "an",
        "our",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "unser",
        "de",
        "het",
        "een",
        "ons",
    }
    return f"{article.lower()} {rest}" if small and rest else words


def _asked(question: str) -> str:
    question = one_line(question, 400)
    return question if not question or question[-1] in "?.!…“”" else f"{question}?"


def _who_else(kind: LetterKind, *, is_visit: bool) -> Mapping[Language, tuple[str, str]]:
    if kind.is_for_speaker:
        return COLLEAGUES if is_visit else GUESTS
    return OTHER_COLLEAGUES if is_visit else OTHER_GUESTS


def _numbered(phrase: str, number: int, language: Language) -> str:
    names = NUMBERS[language]
    return phrase.replace("{number}", names[number] if number < len(names) else str(number))


def _origin(context: LetterContext) -> str:
    words, source, host = context.words, context.source, context.host
    parts = {"{host}": one_line(host.name), "{email}": one_line(host.email)}
    if not source.description:
        return _with_parts(words.from_acquaintance, parts)
    received = words.received.replace("{day}", source.received_on) if source.received_on else ""
    basis = words.basis.replace("{basis}", one_line(source.basis).removesuffix(".")) if source.basis else ""
    listed = one_line(source.description).removesuffix(".")
    return _with_parts(words.from_list, parts | {"{list}": listed, "{received}": received, "{basis}": basis})


def _with_parts(sentence: str, parts: Mapping[str, str]) -> str:
    """All parts at once, so that none of them is looked through for another."""
    return re.sub(r"\{\w+\}", lambda found: parts.get(found[0], found[0]), sentence)
