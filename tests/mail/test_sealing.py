import pytest

from organizer.mail.sealing import BrokenSealError, seal, unseal
from organizer.mail.smtp_accounts import Security, SmtpAccount

KEY = bytes(range(32))
ACCOUNT = SmtpAccount(
    host="smtp.example.org", port=587, user="alice@example.org", password="pä$$word", security=Security.STARTTLS
)


def test_sealed_account_comes_back_with_its_key_only():
    sealed = seal(ACCOUNT, KEY)

    assert unseal(sealed, KEY) == ACCOUNT
    assert b"word" not in sealed
    with pytest.raises(BrokenSealError):
        unseal(sealed, bytes(32))


def test_changed_seal_is_noticed():
    sealed = bytearray(seal(ACCOUNT, KEY))
    sealed[40] ^= 1

    with pytest.raises(BrokenSealError):
        unseal(bytes(sealed), KEY)
