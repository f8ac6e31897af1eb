"""What came back: mails and answers that the host brings, and the host's word on what only a person can tell."""

from collections.abc import Iterator

from flask import Blueprint, flash, g, request
from flask_babel import gettext, ngettext
from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.incoming import Way
from organizer.domain.vocabulary import IncomingId, ParticipationStatus
from organizer.formats.foreign_mails import TooManyMailsError
from organizer.formats.replies import LARGEST_MAIL
from organizer.services import host_words, incoming
from organizer.services.incoming import Taken
from organizer.services.incoming_seats import Receipt
from organizer.services.rounds import Evening
from organizer.web.board_words import ANSWERS, noted_in_words
from organizer.web.boards import Answer, board_page, do
from organizer.web.languages import sentence
from organizer.web.office import post_office

MOST_FILES, MOST_SENTENCES = 50, 8
LEAVE = "leave"

blueprint = Blueprint("incoming", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/board")


class NothingBroughtError(OrganizerError):
    message = N_("Choose the mail as a file, or paste its text.")


class NoAnswerInsideError(OrganizerError):
    message = N_("No answer to an invitation of yours is in there. Read it, and note what it says at the guest’s name.")


@blueprint.post("/replies")
def take_replies(party_id: int, number: int) -> Answer:
    """Read answers that arrived in the host's mailbox; of each the host hears what became of it."""
    pasted, taken = request.form.get("pasted", ""), list[Taken]()
    if len(request.files.getlist("mails")) > MOST_FILES:
        too_many = sentence(TooManyMailsError(most=MOST_FILES))
        return board_page(party_id, number, reply_problems=(too_many,), pasted=pasted), 422
    brought = list(_brought(pasted))

    def deed(connection: Connection, planned: Evening) -> str:
        receipt = Receipt(now=g.now, way=Way.BROUGHT, only_of=planned.host.id, keys=post_office().keys)
        for name, content in brought:
            taken.extend(incoming.take(connection, content, name, receipt))
        return ""

    answer = do(party_id, number, deed, pasted=pasted)
    # What was not noted comes first: it waits for the host.
    sentences = [_in_words(one) for one in sorted(taken, key=lambda one: one.noted is not None)]
    if not any(one.noted for one in taken):
        problems = tuple(sentences[:MOST_SENTENCES]) or (sentence(NothingBroughtError()),)
        return board_page(party_id, number, reply_problems=problems, pasted=pasted), 422
    _tell(sentences)
    return answer


@blueprint.post("/incoming/<int:which>/settlement")
def settle(party_id: int, number: int, which: int) -> Answer:
    """The host's word on something that came back."""
    said = request.form.get("status", "")
    status = None if said == LEAVE else _status(said)
    if status is None and said != LEAVE:
        return board_page(party_id, number, refusal=sentence(host_words.SaysNothingError())), 422

    def deed(connection: Connection, planned: Evening) -> str:
        found = host_words.settle(connection, planned, IncomingId(which), status, g.now)
        if status is None:
            return str(gettext("Noted: nothing changes."))
        name = host_words.invitee_of(connection, planned, found).name.full
        return str(gettext("Noted: %(name)s says %(answer)s.", name=name, answer=ANSWERS[status]))

    return do(party_id, number, deed)


@blueprint.post("/incoming/<int:which>/opt-out")
def write_no_more(party_id: int, number: int, which: int) -> Answer:
    """The guest asked for no more mails, and gets none."""

    def deed(connection: Connection, planned: Evening) -> str:
        keys = post_office().keys
        name = host_words.write_no_more(connection, planned, IncomingId(which), keys, g.now).name.full
        return str(gettext("Noted: %(name)s gets no more mails.", name=name))

    return do(party_id, number, deed)


def _status(said: str) -> ParticipationStatus | None:
    possible = [one for one in ANSWERS if one is not ParticipationStatus.NEEDS_ACTION]
    return next((one for one in possible if one.value == said), None)


def _brought(pasted: str) -> Iterator[tuple[str, bytes]]:
    """Every file, and the text; of a file that is too large so much that it is refused."""
    for file in request.files.getlist("mails"):
        if file.filename:
            yield file.filename, file.stream.read(LARGEST_MAIL + 1)
    if pasted.strip():
        yield "", pasted.encode()


def _in_words(taken: Taken) -> str:
    """What became of one mail, with the name of its file where it had one."""
    if taken.noted:
        return noted_in_words(taken.noted)
    why = sentence(taken.refusal or NoAnswerInsideError())
    return f"{taken.name}: {why}" if taken.name else why


def _tell(sentences: list[str]) -> None:
    for one in sentences[:MOST_SENTENCES]:
        flash(one)
    rest = len(sentences) - MOST_SENTENCES
    if rest > 0:
        flash(ngettext("%(num)d more was read.", "%(num)d more were read.", rest))
