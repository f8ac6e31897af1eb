"""How this running program sends: its keys, its public address, its mail server."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from functools import partial
from logging import Logger

from flask import g
from flask_babel import ngettext

from organizer.mail.smtp import Outcome, OutcomeKind, Patience, SmtpAccount, deliver
from organizer.services import outbox, senders
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening
from organizer.settings import keep_key, open_keys
from organizer.store.outbox import FrozenMail
from organizer.web.languages import clock_time
from organizer.web.shell import Shell, shell
from organizer.web.steps import Step, step_path

# Where the links of a test mail lead, under the address of the rehearsal.
TRIAL_PAGE = "guest-page"
# A page waits for it, so a mail server that keeps silent is given up soon.
PATIENCE_OF_A_PAGE = Patience(command=10, after_dot=30)


def post_office() -> PostOffice:
    """What services need to know to write and send mails."""
    settings, own = shell().settings, bool(g.get("has_own_mailbox"))
    return PostOffice(
        keys=open_keys(settings.home),
        public_base_url=settings.public_base_url,
        mail_from=settings.mail_from,
        sends=own or bool(settings.smtp_url),
        own_mailbox=own,
        hold=timedelta(minutes=settings.hold_minutes),
    )


def office_for_tests(planned: Evening) -> PostOffice:
    """The post office for a test mail, whose links lead to the guest's page as it will be rather than to one."""
    rehearsal = step_path(Step.REHEARSAL, planned.party, planned.round)
    return replace(post_office(), answers_at=f"{rehearsal}/{TRIAL_PAGE}")


def leaving_in_words(count: int, zone: str) -> str:
    """How many mails leave and when, on the clock of `zone`; texts that the host passes on are none of them."""
    hold = post_office().hold
    if not hold:
        return str(ngettext("%(num)d mail leaves now.", "%(num)d mails leave now.", count))
    return str(
        ngettext(
            "%(num)d mail leaves at %(time)s. Until then you can stop it here.",
            "%(num)d mails leave at %(time)s. Until then you can stop them here.",
            count,
            time=clock_time(g.now + hold, zone),
        )
    )


def account_book(app: Shell) -> Callable[[str], SmtpAccount]:
    """Says through which server mails of an address leave."""
    settings = app.settings
    usual = SmtpAccount.from_url(settings.smtp_url) if settings.smtp_url else None
    key = keep_key(settings.home, "mailbox")
    return senders.account_book(app.engine, key, usual, only_public=settings.is_hosted)


def mail_soon(sender: str, recipient: str, raw: bytes) -> None:
    """Deliver a mail to a host without letting the page wait; what is refused is logged without the address."""
    account, logger = SmtpAccount.from_url(shell().settings.smtp_url), shell().logger
    counts = partial(outbox.note_departure, shell().engine, sender, g.now)
    errand = shell().errands.submit(_mail, account, (sender, recipient, raw), counts, logger)
    errand.add_done_callback(partial(_tell, logger))


def deliver_now(mail: FrozenMail) -> Outcome:
    """Deliver one mail while the page waits."""
    account = account_book(shell())(mail.envelope_from)
    counts = partial(outbox.note_departure, shell().engine, mail.envelope_from, g.now)
    return deliver(account, mail.envelope_from, mail.recipient, mail.raw, counts, patience=PATIENCE_OF_A_PAGE)


def _mail(account: SmtpAccount, mail: tuple[str, str, bytes], before_dot: Callable[[], bool], logger: Logger) -> None:
    outcome = deliver(account, *mail, before_dot, patience=PATIENCE_OF_A_PAGE)
    if outcome.kind is not OutcomeKind.SENT:
        logger.error("A mail to a host was not sent: %s %s", outcome.kind.value, outcome.code or "")


def _tell(logger: Logger, errand: Future[None]) -> None:
    """Nobody waits for an errand, so what breaks it has to be said."""
    error = errand.exception()
    if error is not None:
        logger.error("A mail to a host was not sent: %s", type(error).__name__)
