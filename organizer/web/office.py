"""How this running program sends: its keys, its public address, its mail server."""

from datetime import timedelta

from organizer.mail.smtp import Outcome, Patience, SmtpAccount, deliver
from organizer.services.post_office import PostOffice
from organizer.settings import open_keys
from organizer.store.outbox import FrozenMail
from organizer.web.shell import shell

# A page waits for it, so a mail server that keeps silent is given up soon.
PATIENCE_OF_A_PAGE = Patience(command=10, after_dot=30)


def post_office() -> PostOffice:
    """What services need to know to write and send mails."""
    settings = shell().settings
    return PostOffice(
        keys=open_keys(settings.home),
        public_base_url=settings.public_base_url,
        mail_from=settings.mail_from,
        sends=bool(settings.smtp_url),
        hold=timedelta(minutes=settings.hold_minutes),
    )


def deliver_now(mail: FrozenMail) -> Outcome:
    """Deliver one mail while the page waits."""
    account = SmtpAccount.from_url(shell().settings.smtp_url)
    return deliver(account, mail.envelope_from, mail.recipient, mail.raw, lambda: True, patience=PATIENCE_OF_A_PAGE)
