"""Passwords of mailboxes, kept so that the database alone, or a backup of it, opens nothing."""

import base64
import json
from dataclasses import asdict

from cryptography.fernet import Fernet, InvalidToken

from organizer.domain.errors import N_, OrganizerError
from organizer.mail.smtp_accounts import Security, SmtpAccount


class BrokenSealError(OrganizerError):
    message = N_("The password of the mailbox cannot be read any more. Type it in again on the settings page.")


def seal(account: SmtpAccount, key: bytes) -> bytes:
    """The account, unreadable without the key (32 bytes)."""
    values = asdict(account)
    del values["addresses"]  # looked up anew each time
    return _lock(key).encrypt(json.dumps(values).encode())


def unseal(sealed: bytes, key: bytes) -> SmtpAccount:
    """The account that was sealed; raises BrokenSealError with another key or when a single bit was changed."""
    try:
        values = json.loads(_lock(key).decrypt(sealed))
    except InvalidToken:
        raise BrokenSealError from None
    return SmtpAccount(**{**values, "security": Security(values["security"])})


def _lock(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
