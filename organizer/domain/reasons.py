"""Why a person: facts from the data, kept as facts and rendered for whoever reads them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.plain_text import joined, one_line, quoted
from organizer.domain.reason_sentences import LANGUAGE_NAMES, LEVEL_NAMES, ON_PAGE, SENTENCES
from organizer.domain.vocabulary import Formality, Language


class FactKind(StrEnum):
    """What is known to be true of a person at this table. `details` of the Fact are named in brackets."""

    HOPED_TO_MEET = "hoped-to-meet"
    TALK = "talk"  # (title)
    TOPIC = "topic"  # (topic, ...) as the person gave them, fitting the party's topic
    SHARED_TOPIC = "shared-topic"  # (topic) listed by the host as well
    CLOSE_WORK = "close-work"  # (job title or department) with a word of the topic's, or of its translations
    ROLE = "role"  # (job title, organisation)
    ORGANISATION = "organisation"  # (organisation) nobody else at the table is from there
    SITE = "site"  # (city) at a visit: nobody else at the table is from there
    DEPARTMENT = "department"  # (department) at a visit: nobody else at the table is from there
    OTHER_FIELD = "other-field"  # (topic) not the evening's, named by nobody else at the table
    LEVEL = "level"  # (Level value) the only one, or one of few, on this level
    REGION = "region"  # (ISO country) brings in another country
    MET_BEFORE = "met-before"  # (round number)
    NOTE = "note"  # (the host's note)
    # What the host should know before asking; said on the page alone.
    FOR_THE_MIX = "for-the-mix"  # no word of theirs is one of the topic's
    ONLY_A_NAME = "only-a-name"  # the same, and nothing else is known, either
    OTHER_LANGUAGE = "other-language"  # (Language they write, Language of the table)
    AT_NIGHT = "at-night"  # (time of day there when the round begins)
    TWICE_SILENT = "twice-silent"
    INVITED_LATELY = "invited-lately"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    kind: FactKind
    details: tuple[str, ...] = ()


# What a letter says first, when it is known. The host's own note, levels and open wishes never stand in a letter.
MOST_PERSONAL_FIRST = (
    FactKind.TALK,
    FactKind.TOPIC,
    FactKind.SHARED_TOPIC,
    FactKind.ROLE,
    FactKind.SITE,
    FactKind.DEPARTMENT,
    FactKind.ORGANISATION,
    FactKind.OTHER_FIELD,
    FactKind.REGION,
    FactKind.MET_BEFORE,
)
INTERESTS = (FactKind.TOPIC, FactKind.SHARED_TOPIC)
LONGEST_TITLE, LONGEST_NOTE, MOST_TOPICS = 140, 300, 2
SAID_WITHOUT_DETAILS = (
    FactKind.HOPED_TO_MEET,
    FactKind.FOR_THE_MIX,
    FactKind.ONLY_A_NAME,
    FactKind.TWICE_SILENT,
    FactKind.INVITED_LATELY,
)
WANTED_AGAIN = "wanted-again"
# What goes with a job when nothing more personal is known, so that letters to colleagues do not read alike.
BESIDE_A_JOB = (FactKind.OTHER_FIELD, FactKind.SITE, FactKind.DEPARTMENT, FactKind.REGION)
# Two sentences in six and three wordings.
MOST_WORDINGS = 18
# A reason of more words is told in one sentence, so that the letter stays one that is read.
MOST_WORDS = 25


def for_letter(
    facts: Iterable[Fact],
    language: Language,
    formality: Formality,
    *,
    variety: int = 0,
    taken: Collection[str] = (),
    sounds_known: Callable[[str], bool] = lambda _: False,
    again: bool = False,
) -> str:
    """Why this person, told to them in one or two sentences that say nothing but the facts; empty when no fact serves.

    `variety`, the person's id, chooses among wordings; `taken` are the reasons of the other guests, not to be repeated
    as long as there are other words, nor, if it can be helped, is what `sounds_known`. `again` is for the letter of a
    next round, where no first meeting is hoped for.
    """
    told = _told({fact.kind: fact for fact in reversed(tuple(facts)) if _is_sayable(fact)}, again=again)
    wordings = [_short(told, language, formality, variety + turn) for turn in range(MOST_WORDINGS)]
    fresh = [wording for wording in wordings if wording not in taken]
    return next((wording for wording in fresh if not sounds_known(wording)), (*fresh, *wordings)[0])


def for_page(fact: Fact, language: Language, country_name: Callable[[str], str] = str) -> str:
    """A fact told to the host in a few words, empty if it holds none; `country_name` turns an ISO code into a name."""
    if not _is_sayable(fact):
        return ""
    values = _values(fact, language) | {
        "level": LEVEL_NAMES[language].get(_detail(fact), ""),
        "country": country_name(_detail(fact)),
        "time": _detail(fact),
        **dict(
            zip(("writes", "spoken"), (LANGUAGE_NAMES[language].get(one, "") for one in fact.details), strict=False)
        ),
    }
    return ON_PAGE[language][fact.kind].format_map(values)


def _told(known: Mapping[FactKind, Fact], *, again: bool) -> tuple[tuple[str, Fact], ...]:
    """One or two facts, each with its key in SENTENCES: hope and the most personal one, or interest and work."""
    personal = [(kind.value, known[kind]) for kind in MOST_PERSONAL_FIRST if kind in known]
    hope = known.get(FactKind.HOPED_TO_MEET)
    if hope and not again:
        return ((hope.kind.value, hope), *personal[:1])
    if hope and not personal:
        return ((WANTED_AGAIN, hope),)
    if personal and personal[0][1].kind in INTERESTS and FactKind.ROLE in known:
        return (personal[0], (FactKind.ROLE.value, known[FactKind.ROLE]))
    beside = [(kind.value, known[kind]) for kind in BESIDE_A_JOB if kind in known]
    if personal and personal[0][1].kind is FactKind.ROLE:
        return (*personal[:1], *beside[:1])
    return tuple(personal[:1])


def _short(told: tuple[tuple[str, Fact], ...], language: Language, formality: Formality, variety: int) -> str:
    """Both facts in words, or one of them where both would be long: never the hope alone."""
    whole = _worded(told, language, formality, variety)
    if len(told) < 2 or len(whole.split()) <= MOST_WORDS:
        return whole
    kept = told[1] if told[0][0] == FactKind.HOPED_TO_MEET else told[variety % 2]
    return _worded((kept,), language, formality, variety)


def _worded(told: tuple[tuple[str, Fact], ...], language: Language, formality: Formality, variety: int) -> str:
    sentences = []
    for place, (key, fact) in enumerate(told):
        wordings = SENTENCES[language, formality][key]
        chosen = wordings[(variety + place * (variety // len(wordings))) % len(wordings)]
        sentences.append(chosen.format_map(_values(fact, language)))
    return " ".join(sentences)


def _values(fact: Fact, language: Language) -> dict[str, str]:
    details = tuple(line for detail in fact.details if (line := one_line(detail, LONGEST_TITLE)))
    topics = tuple(quoted(topic, language) for topic in details[:MOST_TOPICS])
    return {
        "title": topics[0] if topics else "",
        "topic": topics[0] if topics else "",
        "topics": joined(topics, language),
        "where": ", ".join(details),
        "round": _detail(fact),
        "note": one_line(_detail(fact), LONGEST_NOTE),
    }


def _is_sayable(fact: Fact) -> bool:
    """Whether the fact holds what its sentence needs: most need a detail with a letter or a figure in it."""
    if fact.kind in SAID_WITHOUT_DETAILS:
        return True
    if fact.kind is FactKind.LEVEL:
        return _detail(fact) in LEVEL_NAMES[Language.EN]
    return any(sign.isalnum() for detail in fact.details for sign in detail)


def _detail(fact: Fact) -> str:
    return one_line(fact.details[0]) if fact.details else ""
