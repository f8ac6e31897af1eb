"""Secrets made from a key rather than stored: UIDs, guests' tokens, hashes of addresses."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from organizer.domain.vocabulary import HostId, PersonId, RoundId

# Of letters that look alike one each: no I or O beside figures.
EASILY_READ = str.maketrans("IO", "89")
# What a link about one's own data is made of: version, host, hash of the address, proof; 30 bytes are 48 signs.
LINK_VERSION = 1
HOST_BYTES, HASH_BYTES, PROOF_BYTES = 4, 16, 9
STOP_TOKEN = re.compile("[a-z2-7]{48}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One key for invitations, one for opt-outs; the second must outlive every change of the first."""

    invitations: bytes
    addresses: bytes


def uid(keys: Keys, round_id: RoundId, person_id: PersonId, attempt: int) -> str:
    """The UID of the attempt-th invitation of a person to a round: a UUID without personal data (RFC 7986 5.3).

    The same before and after it is stored, so that a rehearsal shows the very object that will be sent.
    """
    digest = _keyed(keys.invitations, f"uid:{round_id}:{person_id}:{attempt}")
    return str(UUID(bytes=digest[:16], version=4))


def guest_token(keys: Keys, invitation_uid: str) -> str:
    """The secret in a guest's answer link: 26 letters and digits (130 bit) that survive wrapping and rewriting."""
    digest = _keyed(keys.invitations, f"answer:{invitation_uid}")
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")[:26]


def feed_token(keys: Keys, invitation_uid: str) -> str:
    """The secret in the address of a guest's calendar feed: another than that of the answer link, so that whoever is
    shown the calendar cannot answer.
    """
    digest = _keyed(keys.invitations, f"feed:{invitation_uid}")
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")[:26]


def guest_code(keys: Keys, invitation_uid: str) -> str:
    """What a guest's plain reply is matched by where there is no answer page: "K7QF-2MXP", 40 bits, not a secret."""
    digest = _keyed(keys.invitations, f"code:{invitation_uid}")
    code = base64.b32encode(digest).decode("ascii")[:8].translate(EASILY_READ)
    return f"{code[:4]}-{code[4:]}"


def host_feed_token(keys: Keys, host_id: HostId) -> str:
    """The secret in the address of a host's own calendar feed."""
    digest = _keyed(keys.invitations, f"host-feed:{host_id}")
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")[:26]


def host_uid(keys: Keys, round_id: RoundId) -> str:
    """The UID of a round in its host's own calendar."""
    return str(UUID(bytes=_keyed(keys.invitations, f"host-uid:{round_id}")[:16], version=4))


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def place_hash(keys: Keys, place: str) -> str:
    """What is kept of where a request came from: there are so few addresses that a hash without a key tells them."""
    return _keyed(keys.addresses, f"place:{place}").hex() if place else ""


def address_hash(keys: Keys, email: str) -> str:
    """What is kept of an address that must never be written to again: 128 bits, the same however it is spelt."""
    return _keyed(keys.addresses, f"address:{_as_delivered(email)}")[:HASH_BYTES].hex() if email.strip() else ""


def older_hash(keys: Keys, email: str) -> str:
    """As `address_hash` was made when what stands behind a plus was part of it; opt-outs of then are kept so."""
    return _keyed(keys.addresses, f"address:{email.strip().casefold()}")[:HASH_BYTES].hex() if email.strip() else ""


def address_hashes(keys: Keys, emails: Iterable[str]) -> list[str]:
    """As `address_hash` for many addresses: the key is taken in once (RFC 2104)."""
    padded = keys.addresses.ljust(hashlib.sha256().block_size, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    inner.update(b"address:")
    begin, end = inner.copy, outer.copy
    hashes = []
    for email in emails:
        one, other = begin(), end()
        one.update(_as_delivered(email).encode())
        other.update(one.digest())
        hashes.append(other.hexdigest()[: 2 * HASH_BYTES] if email else "")
    return hashes


def stop_token(keys: Keys, host_id: HostId, email: str) -> str:
    """The secret in the link to what a host holds about an address, and to "do not write to me again".

    It carries the hash itself, so that it works when the person is erased, and after an older backup came back.
    """
    named = bytes([LINK_VERSION]) + host_id.to_bytes(HOST_BYTES, "big") + bytes.fromhex(address_hash(keys, email))
    return base64.b32encode(named + _proof(keys, named)).decode("ascii").lower()


def read_stop_token(keys: Keys, token: str) -> tuple[HostId, str] | None:
    """The host and the hash of the address that a link is about; None for a link we never made."""
    if not STOP_TOKEN.fullmatch(token):
        return None
    whole = base64.b32decode(token.upper())
    named, proof = whole[:-PROOF_BYTES], whole[-PROOF_BYTES:]
    if named[0] != LINK_VERSION or not hmac.compare_digest(proof, _proof(keys, named)):
        return None
    return HostId(int.from_bytes(named[1 : 1 + HOST_BYTES], "big")), named[1 + HOST_BYTES :].hex()


def _as_delivered(email: str) -> str:
    """The mailbox an address leads to: case aside, and what stands behind a plus, which the reader chose."""
    email = email.strip().casefold()
    if "+" not in email:
        return email
    name, at, domain = email.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{domain}"


def _proof(keys: Keys, named: bytes) -> bytes:
    return _keyed(keys.addresses, f"stop:{named.hex()}")[:PROOF_BYTES]


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
