"""What came back: mails and answers that the host brings, and the host's word on what only a person can tell."""

from collections.abc import Iterator

from flask import Blueprint, flash, g, request
from flask_babel import gettext, ngettext
from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.incoming import IncomingMail, Way
from organizer.domain.vocabulary import IncomingId, ParticipationStatus
from organizer.formats.incoming import read_incoming, unpack
from organizer.formats.replies import LARGEST_MAIL
from organizer.services import incoming as service
from organizer.services.incoming import Noted, Receipt
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
    """Read answers that arrived in the host's mailbox; a file that cannot be read does not keep the others out."""
    pasted = request.form.get("pasted", "")
    mails, problems = _read(pasted)
    if not mails:
        problem = problems[0] if problems else sentence(NothingBroughtError())
        return board_page(party_id, number, reply_problem=problem, pasted=pasted), 422
    noted: list[Noted] = []

    def deed(connection: Connection, planned: Evening) -> str:
        receipt = Receipt(now=g.now, way=Way.BROUGHT, only_of=planned.host.id, keys=post_office().keys)
        for mail in mails:
            noted.extend(service.note_incoming(connection, mail, receipt))
        if not noted:
            raise NoAnswerInsideError
        return ""

    answer = do(party_id, number, deed, pasted=pasted)
    if noted:
        _tell([noted_in_words(one) for one in noted] + problems)
    return answer


@blueprint.post("/incoming/<int:which>/settlement")
def settle(party_id: int, number: int, which: int) -> Answer:
    """The host's word on something that came back."""
    said = request.form.get("status", "")
    status = None if said == LEAVE else _status(said)
    if status is None and said != LEAVE:
        return board_page(party_id, number, refusal=sentence(service.SaysNothingError())), 422

    def deed(connection: Connection, planned: Evening) -> str:
        found = service.settle(connection, planned, IncomingId(which), status, g.now)
        if status is None:
            return str(gettext("Noted: nothing changes."))
        name = service.invitee_of(connection, planned, found).name.full
        return str(gettext("Noted: %(name)s says %(answer)s.", name=name, answer=ANSWERS[status]))

    return do(party_id, number, deed)


@blueprint.post("/incoming/<int:which>/opt-out")
def write_no_more(party_id: int, number: int, which: int) -> Answer:
    """The guest asked for no more mails, and gets none."""

    def deed(connection: Connection, planned: Evening) -> str:
        keys = post_office().keys
        name = service.write_no_more(connection, planned, IncomingId(which), keys, g.now).name.full
        return str(gettext("Noted: %(name)s gets no more mails.", name=name))

    return do(party_id, number, deed)


def _status(said: str) -> ParticipationStatus | None:
    possible = [one for one in ANSWERS if one is not ParticipationStatus.NEEDS_ACTION]
    return next((one for one in possible if one.value == said), None)


def _read(pasted: str) -> tuple[list[IncomingMail], list[str]]:
    """The mails in what was brought, and what could not be read, in words."""
    mails: list[IncomingMail] = []
    problems: list[str] = []
    for name, content in _brought(pasted):
        try:
            for _, piece in unpack(name, content):
                mails.append(read_incoming(piece))
        except OrganizerError as error:
            problems.append(f"{name}: {sentence(error)}" if name else sentence(error))
    return mails, problems


def _brought(pasted: str) -> Iterator[tuple[str, bytes]]:
    """Every file, and the text; of a file that is too large so much that it is refused."""
    for file in request.files.getlist("mails")[:MOST_FILES]:
        if file.filename:
            yield file.filename, file.stream.read(LARGEST_MAIL + 1)
    if pasted.strip():
        yield "", pasted.encode()


def _tell(sentences: list[str]) -> None:
    for one in sentences[:MOST_SENTENCES]:
        flash(one)
    rest = len(sentences) - MOST_SENTENCES
    if rest > 0:
        flash(ngettext("%(num)d more was read.", "%(num)d more were read.", rest))
