"""A test before anything is sent: the first letter, to the host's own address."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.outbox import NothingToSendError
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import letters
from organizer.services.invitations import first_errands
from organizer.services.mails import Writer, freeze_trial
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening
from organizer.store.outbox import FrozenMail

Deliver = Callable[[FrozenMail], Outcome]


class TrialTemporarilyRefusedError(OrganizerError):
    message = N_("The test was not sent; the mail server did not take it: %(said)s. Wait a minute and try again.")


class TrialAccountRefusedError(OrganizerError):
    message = N_("The test was not sent; the mail server refuses the sender: %(said)s. Check SMTP_URL and MAIL_FROM.")


class TrialAddressRefusedError(OrganizerError):
    message = N_("The test was not sent; the mail server refuses your own address: %(said)s. Check it in the settings.")


class TrialUncertainError(OrganizerError):
    message = N_("The line broke at the very end. Look whether the test has arrived before you try again.")


_REFUSALS: dict[OutcomeKind, type[OrganizerError]] = {
    OutcomeKind.RETRY: TrialTemporarilyRefusedError,
    OutcomeKind.ACCOUNT: TrialAccountRefusedError,
    OutcomeKind.FAILED: TrialAddressRefusedError,
    OutcomeKind.UNCERTAIN: TrialUncertainError,
    OutcomeKind.STOPPED: TrialTemporarilyRefusedError,
}


def write_trial(
    connection: Connection, planned: Evening, office: PostOffice, now: datetime, *, as_draft: bool = False
) -> FrozenMail:
    """The first mail that sending would make, as a test to the host; it enters no outbox."""
    errands = first_errands(connection, planned, office)
    if not errands:
        raise NothingToSendError
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now, as_draft=as_draft)
    return freeze_trial(writer, errands[0])


def send_trial(trial: FrozenMail, deliver: Deliver) -> None:
    """Deliver the test at once; what the mail server says against it is raised as a sentence."""
    outcome = deliver(trial)
    if outcome.kind is not OutcomeKind.SENT:
        raise _REFUSALS[outcome.kind](said=outcome.text or outcome.code or outcome.kind.value)
