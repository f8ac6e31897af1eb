"""Consequences in words, before an act of the board is done: who will be told what, in which mails."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, g, redirect
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.people import Person
from organizer.domain.plain_text import several_lines
from organizer.domain.vocabulary import Language
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services.invitations import Rehearsed
from organizer.services.round_changes import Telling
from organizer.services.rounds import Evening, evening_to_change, require_ahead
from organizer.web.boards import board_path
from organizer.web.forms import Form
from organizer.web.languages import sentence
from organizer.web.office import post_office
from organizer.web.table_words import enumerated

LONGEST_WORD = 2000

STOPPED = N_("They asked for no more mails. Tell them yourself if they need to know.")

Answer = str | Response | tuple[str, int]


def _word(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: several_lines(text or "")],
        validators=[Length(max=LONGEST_WORD, message=_l("Please keep this under %(max)d characters."))],
    )


class WordForm(Form):
    """The host's own word to those who are told, in each of their languages."""

    word_de = _word(_l("Your own word in the German letters"))
    word_en = _word(_l("Your own word in the English letters"))
    word_nl = _word(_l("Your own word in the Dutch letters"))

    @property
    def words(self) -> dict[Language, str]:
        return {
            Language.DE: self.word_de.data or "",
            Language.EN: self.word_en.data or "",
            Language.NL: self.word_nl.data or "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MailToSee:
    """A mail as its reader would see it, were it sent; `name` is whom it is about."""

    name: str
    is_for_assistant: bool
    mail: OpenedMail

    @property
    def language(self) -> str:
        return self.mail.header("Content-Language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Consequences in words: a heading, and the names it is about."""

    heading: str
    names: str
    note: str = ""


def as_it_is_now(connection: Connection, planned: Evening) -> Evening:
    """The round as it is inside this transaction: two presses at once must not tell twice."""
    return evening_to_change(connection, planned.host, planned.party.id, planned.round.number)


def consequences_in_words(telling: Telling) -> tuple[Told, ...]:
    """Who will be told, who has to answer anew, who hears nothing."""
    asked, sends = {person.id for person in telling.asked_again}, post_office().sends
    keep = [person for person in telling.told if person.id not in asked]
    anew = gettext("Told, and asked to answer anew") if sends else gettext("A draft each, which asks for a new answer")
    kept = gettext("Told; their answers stand") if sends else gettext("A draft each; their answers stand")
    parts = (
        (telling.asked_again, anew, gettext("An earlier yes no longer holds.")),
        (keep, kept, ""),
        *not_told(
            telling.not_told, gettext("They said no, it does not concern them, or their calendars show it so already.")
        ),
    )
    return tuple(Told(heading=heading, names=names_of(people), note=note) for people, heading, note in parts if people)


def not_told(people: Sequence[Person], why: str) -> tuple[tuple[list[Person], str, str], ...]:
    """Who hears nothing: those who said stop apart from those for whom there is another reason."""
    silent = [person for person in people if person.opted_out]
    others = [person for person in people if not person.opted_out]
    return ((others, gettext("Not told"), why), (silent, gettext("Not told"), gettext(STOPPED)))


def opened(mails: Sequence[Rehearsed]) -> tuple[MailToSee, ...]:
    """These mails as their readers would see them."""
    return tuple(
        MailToSee(name=one.person.name.full, is_for_assistant=one.is_for_assistant, mail=open_mail(one.mail.raw))
        for one in mails
    )


def away_from(planned: Evening) -> Response | None:
    """Back to the board with the reason where the evening is over or cancelled."""
    reason = why_not(planned)
    if not reason:
        return None
    flash(reason)
    return redirect(board_path(planned), 303)


def why_not(planned: Evening) -> str:
    """Why nothing of the round can be changed any more; empty where it can."""
    try:
        require_ahead(planned.round, g.now)
    except OrganizerError as error:
        return sentence(error)
    return ""


def done_in_words(what: str, telling: Telling) -> str:
    """What was done, and how many are told of it."""
    return f"{what} {mails_in_words(len(telling.told))}"


def mails_in_words(count: int) -> str:
    """How many are told by the program itself, or by the drafts that the host has still to send."""
    if count and not post_office().sends:
        return str(
            ngettext(
                "%(num)d draft is written; send it, so that they know.",
                "%(num)d drafts are written; send them, so that everybody knows.",
                count,
            )
        )
    return str(ngettext("%(num)d person is told.", "%(num)d people are told.", count))


def names_of(people: Sequence[Person]) -> str:
    """These people, in a row."""
    return enumerated([person.name.full for person in people])
