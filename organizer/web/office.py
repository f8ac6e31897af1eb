"""How this running program sends: its keys, its public address, its mail server."""

from organizer.services.post_office import PostOffice
from organizer.settings import open_keys
from organizer.web.shell import shell


def post_office() -> PostOffice:
    """What services need to know to write and send mails."""
    settings = shell().settings
    return PostOffice(
        keys=open_keys(settings.home),
        public_base_url=settings.public_base_url,
        mail_from=settings.mail_from,
        sends=bool(settings.smtp_url),
    )
