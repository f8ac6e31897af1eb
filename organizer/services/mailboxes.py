"""Reading the mailbox that answers come to: what is new is noted, mails of which nobody knew are looked for in Sent.

Nothing of a mail is kept unless it is about an invitation. A mail is noted and the place in the folder moved on in one
transaction, so that a crash neither loses nor doubles an answer.
"""

import logging
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from organizer.domain.errors import OrganizerError
from organizer.domain.incoming import KEPT_FOR
from organizer.domain.outbox import DispatchState
from organizer.domain.tokens import Keys
from organizer.formats.incoming import read_incoming
from organizer.mail.imap import FolderMissingError, OpenMailbox, open_mailbox
from organizer.mail.imap_accounts import ImapAccount
from organizer.services.incoming import note_incoming
from organizer.services.incoming_seats import Receipt
from organizer.services.retention import forget_old
from organizer.services.unpicked import forgetter
from organizer.store import incoming as store
from organizer.store import mailboxes, outbox
from organizer.store.engine import reading, transaction
from organizer.store.mailboxes import Reading

MOST_AT_ONCE = 500
# An answer cannot come before the first mail left; days are those of the server's calendar.
LEEWAY = timedelta(days=2)

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def look_in(
    engine: Engine, account: ImapAccount, keys: Keys, clock: Clock, context: ssl.SSLContext | None = None
) -> int:
    """Read what is new, and return how many mails were about invitations; what goes wrong is kept for the settings.

    While nothing was ever sent the mailbox is left alone.
    """
    with reading(engine) as connection:
        known = mailboxes.reading_of(connection, account.name)
        first = store.first_sent_at(connection)
    if first is None:
        return 0
    try:
        with open_mailbox(account, context) as box:
            # What answers an evening that is long over would be forgotten at once.
            since = max(first - LEEWAY, clock() - KEPT_FOR)
            noted = _read_new(engine, box, account, known, since, Receipt(now=clock(), keys=keys))
            _look_for_uncertain(engine, box, clock)
    except OrganizerError as error:
        _note_failure(engine, account, str(error), clock())
        return 0
    _note_failure(engine, account, "", clock())
    return noted


def reader(engine: Engine, url: str, keys: Keys, clock: Clock) -> Callable[[], object]:
    """One look at the mailbox of that address, if any is set, to be repeated; what is too old to be kept goes."""
    account = ImapAccount.from_url(url) if url else None
    forget_people = forgetter(engine, clock)

    def look() -> None:
        with transaction(engine) as connection:
            forget_old(connection, clock())
        if account:
            look_in(engine, account, keys, clock)
        forget_people()

    return look


def state_of(engine: Engine, account: ImapAccount) -> Reading:
    """How far the mailbox has been read, when, and what is wrong with it."""
    with reading(engine) as connection:
        return mailboxes.reading_of(connection, account.name)


def try_out(account: ImapAccount) -> None:
    """Log in and open the folder, changing nothing; raises the OrganizerError that says what is wrong."""
    with open_mailbox(account) as box:
        box.choose(account.folder)


def _read_new(
    engine: Engine, box: OpenMailbox, account: ImapAccount, known: Reading, since: datetime, receipt: Receipt
) -> int:
    validity = box.choose(account.folder, read_only=not account.marks_seen)
    if validity != known.uid_validity:
        # Another numbering: everything is looked at anew; what was noted before is known by its fingerprint.
        known = replace(known, uid_validity=validity, last_uid=0)
    noted = 0
    for uid in box.new_mails(known.last_uid, since.date())[:MOST_AT_ONCE]:
        raw = box.fetch(uid)
        known = replace(known, last_uid=uid, looked_at=receipt.now)
        is_ours = _note(engine, raw or b"", known, account, receipt)
        noted += is_ours
        if is_ours and account.marks_seen:
            box.mark_as_read(uid)
    return noted


def _note(engine: Engine, raw: bytes, known: Reading, account: ImapAccount, receipt: Receipt) -> bool:
    """Note one mail and that it was read; one that breaks the reader is passed over, so that it stops no others."""
    try:
        with transaction(engine) as connection:
            found = note_incoming(connection, read_incoming(raw, trusted=account.trusted), receipt)
            mailboxes.keep_reading(connection, known)
            return bool(found)
    except OperationalError:
        raise  # the database was out of reach: the mail is read again with the next look
    except OrganizerError:
        pass  # no mail, or one too large or too broken to hold an answer: nothing to note
    except Exception as error:
        log.error("mail %d of the mailbox could not be noted: %s", known.last_uid, type(error).__name__)
    with transaction(engine) as connection:
        mailboxes.keep_reading(connection, known)
    return False


def _look_for_uncertain(engine: Engine, box: OpenMailbox, clock: Clock) -> None:
    """A mail that lies in the Sent folder has left."""
    with reading(engine) as connection:
        uncertain = store.uncertain_mails(connection)
    folder = box.sent_folder() if uncertain else ""
    if not folder:
        return
    try:
        box.choose(folder)
    except FolderMissingError:
        return
    left = [dispatch_id for dispatch_id, message_id in uncertain.items() if box.holds(message_id)]
    with transaction(engine) as connection:
        state = DispatchState.UNCERTAIN
        outbox.change_state(connection, left, from_=(state,), to=DispatchState.SENT, now=clock())


def _note_failure(engine: Engine, account: ImapAccount, failure: str, now: datetime) -> None:
    """Keep what is wrong and since when; empty when nothing is any more."""
    with transaction(engine) as connection:
        known = mailboxes.reading_of(connection, account.name)
        since = (known.failed_at or now) if failure else None
        looked_at = known.looked_at if failure else now
        mailboxes.keep_reading(connection, replace(known, failure=failure, failed_at=since, looked_at=looked_at))
