"""How mail leaves this house: whose address it carries, whether it can be sent, how long it is held."""

from dataclasses import dataclass
from datetime import timedelta

from organizer.domain.calendar_objects import CalendarAddress
from organizer.domain.invitations import Invitation
from organizer.domain.outbox import HOLD
from organizer.domain.parties import Host
from organizer.domain.tokens import Keys, feed_token, guest_code, guest_token, stop_token

SERVICE = "Runde"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """What sending needs to know of its surroundings. Without `sends` there are drafts and files only.

    `own_mailbox` says that the host's own mailbox sends, whatever address the service has. `public_base_url` is empty
    in local mode, where guests answer by their calendar or a plain reply. In a test to the host, links for a guest's
    answer lead to the path `answers_at` instead.
    """

    keys: Keys
    public_base_url: str = ""
    mail_from: str = ""
    sends: bool = False
    hold: timedelta = HOLD
    own_mailbox: bool = False
    answers_at: str = ""

    def sender(self, host: Host) -> CalendarAddress:
        """The address in From, the envelope and ORGANIZER: the host's own, or the service's where one is set.

        Nobody's address stands in From but where their own mailbox sends: receivers refuse what pretends to be them.
        """
        if self.own_mailbox or not self.mail_from or self.mail_from.casefold() == host.email.casefold():
            return CalendarAddress(name=host.name, email=host.email)
        return CalendarAddress(name=f"{host.name} (via {SERVICE})", email=self.mail_from)

    def answer_link(self, invitation_uid: str) -> str:
        """Where a guest answers without an account, when guests can reach this program."""
        if not self.public_base_url:
            return ""
        return self.public_base_url + (self.answers_at or f"/i/{guest_token(self.keys, invitation_uid)}")

    def feed_link(self, invitation: Invitation) -> str:
        """Where a guest's calendar can subscribe to the entry, when it can reach this program."""
        if not self.public_base_url:
            return ""
        return f"{self.public_base_url}/c/{invitation.id}-{feed_token(self.keys, invitation.uid)}.ics"

    def stop_link(self, host: Host, email: str) -> str:
        """Where the reader of a mail sees what is held about them, and says stop, when they can reach this program."""
        if not self.public_base_url or not email:
            return ""
        return f"{self.public_base_url}/o/{stop_token(self.keys, host.id, email)}"

    def one_click_link(self, host: Host, email: str) -> str:
        """The same for the mail program's own button (RFC 8058), where the service sends, whose server signs it.

        A mailbox of the host's own may leave those headers unsigned; there the link in the text has to do.
        """
        by_service = self.sender(host).email.casefold() != host.email.casefold()
        link = self.stop_link(host, email)
        return link if by_service and link.startswith("https://") else ""

    def answer_code(self, invitation_uid: str) -> str:
        """What a guest's plain reply is matched by, when guests cannot reach this program."""
        return "" if self.public_base_url else guest_code(self.keys, invitation_uid)
