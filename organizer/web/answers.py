"""The guest's own page: who invites, to what and when, and yes, maybe or no; without an account."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import InvitationState, Role
from organizer.domain.parties import Host
from organizer.domain.people import Person
from organizer.domain.plain_text import several_lines
from organizer.domain.rounds import RoundState
from organizer.domain.scheduling import local_time
from organizer.domain.vocabulary import Formality, Language, ParticipationStatus
from organizer.formats.calendar_links import google_link, office_link, outlook_link
from organizer.services import downloads, feeds, kept_forms, letters
from organizer.services.replies import COMING, GuestPage, answer, guest_page, standings_of_guests
from organizer.services.senders import office_for
from organizer.web.access import Access, allows
from organizer.web.database import reading, writing
from organizer.web.downloads import CALENDAR
from organizer.web.languages import choose, clock_time, sentence, speak_to, zone_name
from organizer.web.office import post_office
from organizer.web.shell import shell
from organizer.web.words import LANGUAGES
from organizer.web.wrong_guesses import WrongGuesses

LONGEST_WORD = 2000
LONGEST_SEQUENCE = 10
# Under what a word is kept that is not said yet: never under the page's address, which holds the guest's token.
PAGE = "answer"
ANSWERS = {
    "yes": ParticipationStatus.ACCEPTED,
    "maybe": ParticipationStatus.TENTATIVE,
    "no": ParticipationStatus.DECLINED,
}
THANKS = {
    ParticipationStatus.ACCEPTED: N_("Good that you come. %(host)s sees your answer."),
    ParticipationStatus.TENTATIVE: N_("Noted as a maybe. Say yes or no here as soon as you know."),
    ParticipationStatus.DECLINED: N_("Thank you for saying so. %(host)s sees your answer."),
}

SEAT_GIVEN = N_(
    "Good to hear. Your seat was given to somebody else meanwhile; %(host)s sees that you would come, and will write "
    "to you."
)

blueprint = Blueprint("answers", __name__, url_prefix="/i/<token>")

Answer = str | Response | tuple[str, int]


class NoAnswerChosenError(OrganizerError):
    message = N_("Choose yes, maybe or no.")


class WordTooLongError(OrganizerError):
    message = N_("Please keep your word under %(most)d characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The invitation as its guest reads it: times on the guest's clock, `hosts_clock` where the host's shows another.

    `closed` says why no answer can be given any more; `link` is there once the guest said yes, the calendar entry on a
    maybe, too.
    """

    guest: Person
    host: Host
    is_speaker: bool
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    hosts_clock: str
    company: str
    spoken: str
    reason: str
    said: ParticipationStatus
    word: str
    closed: str
    can_be_kept: bool
    link: str
    copies: "Copies | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Other ways into a calendar, for guests whose invitation brought no entry: links that make a copy, and a feed."""

    google: str
    outlook: str
    office: str
    feed: str


@blueprint.get("")
@allows(Access.EVERYONE)
def invitation(token: str) -> Answer:
    """The invitation behind a secret link; looking at it changes nothing."""
    try:
        with reading() as connection:
            return _page(connection, token)
    except NotFoundError:
        return unknown()


@blueprint.post("")
@allows(Access.EVERYONE)
def say(token: str) -> Answer:
    """Keep what the guest says; changeable until the start."""
    word = several_lines(request.form.get("word", ""))
    try:
        with writing() as connection:
            page = guest_page(connection, token)
            speak_to(letters.language_of(page.evening, _guest(page)))
            status = _status_said(word)
            stands = answer(connection, token, status, word, g.now, asked=_asked())
    except NotFoundError:
        return unknown()
    except OrganizerError as error:
        with reading() as connection:
            return _page(connection, token, refusal=error, word=word), 422
    thanks = THANKS[status] if stands is status else SEAT_GIVEN
    flash(gettext(thanks) % {"host": page.evening.host.name})
    return redirect(f"/i/{token}", 303)


@blueprint.post("/language")
@allows(Access.EVERYONE)
def choose_language(token: str) -> Answer:
    """Turn the page to another language; the word that is being written comes along."""
    word = several_lines(request.form.get("word", ""))[:LONGEST_WORD]
    try:
        with writing() as connection:
            guest_page(connection, token)
            kept = kept_forms.keep_form(connection, token, PAGE, (("word", word),), g.now)
    except NotFoundError:
        return unknown()
    choose(request.form.get("language_of_page", ""))
    return redirect(f"/i/{token}?kept={kept}", 303)


@blueprint.get("/entry.ics")
@allows(Access.EVERYONE)
def entry(token: str) -> Answer:
    """The calendar entry to keep, under the same UID as the mailed one, so that the two never stand side by side."""
    try:
        with reading() as connection:
            page = guest_page(connection, token)
            if not _still_stands(page):
                raise NotFoundError
            guest_id = page.invitation.person_id
            office = office_for(connection, post_office(), page.evening.host.id)
            file = downloads.calendar_file(connection, page.evening, guest_id, office, g.now)
    except NotFoundError:
        return unknown()
    headers = {"Content-Disposition": 'attachment; filename="invite.ics"'}
    return Response(file.content, content_type=CALENDAR, headers=headers)


def _asked() -> int | None:
    """Which SEQUENCE asked for the date that the page showed when it was opened."""
    said = request.form.get("asked", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_SEQUENCE else None


def _status_said(word: str) -> ParticipationStatus:
    status = ANSWERS.get(request.form.get("answer", ""))
    if status is None:
        raise NoAnswerChosenError
    if len(word) > LONGEST_WORD:
        raise WordTooLongError(most=LONGEST_WORD)
    return status


def _page(connection: Connection, token: str, *, refusal: OrganizerError | None = None, word: str | None = None) -> str:
    page = guest_page(connection, token)
    speak_to(letters.language_of(page.evening, _guest(page)))
    card = card_of(connection, page)
    kept = dict(kept_forms.kept_form(connection, token, PAGE, request.args.get("kept", "")) or ())
    return render_template(
        "answers/invitation.html",
        card=card,
        party=page.evening.party,
        path=f"/i/{token}",
        asked=page.invitation.asked_sequence,
        refusal=sentence(refusal) if refusal else "",
        word=kept.get("word", card.word) if word is None else word,
        statuses=ParticipationStatus,
        held_link=post_office().stop_link(card.host, card.guest.email),
    )


def unknown(template: str = "answers/unknown.html") -> tuple[str, int]:
    """A link that leads nowhere; whoever tries many has to wait."""
    guesses: WrongGuesses = shell().extensions.setdefault("wrong_guesses", WrongGuesses())
    if guesses.note(request.remote_addr or "", g.now):
        return render_template(template, is_too_often=False), 404
    return render_template(template, is_too_often=True), 429


def card_of(connection: Connection, page: GuestPage) -> Card:
    """The invitation as its guest reads it now."""
    guest, planned = _guest(page), page.evening
    is_speaker = page.invitation.role is Role.SPEAKER
    asked = planned.round.as_asked_of(page.invitation.person_id)
    starts_at, ends_at = asked.starts_at, asked.ends_at
    zone = guest.time_zone or planned.round.time_zone
    reply = page.standing.reply
    closed = _why_closed(page)
    came = page.standing.status is ParticipationStatus.ACCEPTED
    can_be_kept = _still_stands(page) and page.standing.status in COMING
    return Card(
        guest=guest,
        host=planned.host,
        is_speaker=is_speaker,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        hosts_clock=_hosts_clock(starts_at, zone, planned.round.time_zone),
        company=_company(connection, page),
        spoken=str(LANGUAGES[planned.party.spoken_language]),
        reason=_reason(connection, page),
        said=page.standing.status,
        word=reply.comment if reply else "",
        closed=closed,
        can_be_kept=can_be_kept,
        link=planned.round.video_link if came and _still_stands(page) else "",
        copies=_copies(connection, page) if can_be_kept and starts_at else None,
    )


def _guest(page: GuestPage) -> Person:
    return page.evening.people[page.invitation.person_id]


def _copies(connection: Connection, page: GuestPage) -> Copies | None:
    """Not for a guest whose mail brought the entry: a second one would stand beside it."""
    if feeds.was_mailed(connection, page.evening, page.invitation):
        return None
    entry = feeds.entry_to_keep(connection, page.evening, page.invitation, post_office(), g.now)
    return Copies(
        google=google_link(entry),
        outlook=outlook_link(entry),
        office=office_link(entry),
        feed=post_office().feed_link(page.invitation),
    )


def _hosts_clock(starts_at: datetime | None, zone: str, hosts_zone: str) -> str:
    if starts_at is None or local_time(starts_at, zone) == local_time(starts_at, hosts_zone):
        return ""
    return f"{clock_time(starts_at, hosts_zone)} ({zone_name(hosts_zone)})"


def _company(connection: Connection, page: GuestPage) -> str:
    """Who else is asked and has not declined, in number, and how many of them have said yes."""
    me, host = page.invitation.person_id, page.evening.host.name
    said = {person_id: one.status for person_id, one in standings_of_guests(connection, page.evening).items()}
    others = [one for one in page.evening.guests if one.id != me and not one.opted_out]
    asked = [one for one in others if said.get(one.id) is not ParticipationStatus.DECLINED]
    if not asked:
        return host
    number = ngettext("%(host)s and one other guest", "%(host)s and %(num)d other guests", len(asked), host=host)
    coming = sum(said.get(one.id) is ParticipationStatus.ACCEPTED for one in asked)
    return f"{number}; {ngettext('one has said yes', '%(num)d have said yes', coming)}" if coming else str(number)


def _reason(connection: Connection, page: GuestPage) -> str:
    """Why this guest, in the words of the letter, unless the host wrote a whole letter instead.

    Nothing where the letter says du or je: the page around it says Sie or u.
    """
    desk = letters.open_desk(connection, page.evening)
    if _guest(page) not in desk.invitees:
        return ""
    letter = letters.first_letter(desk, page.invitation.person_id)
    is_familiar = letter.formality is Formality.INFORMAL and letter.language is not Language.EN
    return "" if letter.is_own_text or is_familiar else letter.reason


def _still_stands(page: GuestPage) -> bool:
    """Whether the guest is expected, or was until a moment ago."""
    is_on = page.evening.round.state is not RoundState.CANCELLED and not page.evening.round.is_over(g.now)
    return is_on and page.invitation.state is InvitationState.OPEN


def _why_closed(page: GuestPage) -> str:
    """Why no answer can be given any more; empty while one can."""
    host = page.evening.host.name
    if page.is_open(g.now):
        return ""
    if page.evening.round.state is RoundState.CANCELLED:
        return str(gettext("This evening was called off. %(host)s may plan another one.", host=host))
    if page.invitation.state is not InvitationState.OPEN:
        return str(
            gettext("This invitation does not stand any more. If that surprises you, write to %(host)s.", host=host)
        )
    if page.evening.round.is_over(g.now):
        return str(gettext("This evening is over. If you were there: good that you came."))
    return str(gettext("The evening has begun. Write to %(host)s if anything changes.", host=host))
