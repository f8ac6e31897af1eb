"""Signing in by a mailed link: bound to the browser that asked, good for a quarter of an hour, hard to guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from organizer.domain.errors import N_, OrganizerError

LIFETIME = timedelta(minutes=15)
VISIT = timedelta(days=30)
MOST_FOR_ONE_ADDRESS = 5
MOST_FROM_ONE_PLACE = 20
MOST_CODES = 5
CODE_DIGITS = 8
EVERYBODY = "*"


class TooManySignInsError(OrganizerError):
    message = N_("That was asked for several times just now. Wait a quarter of an hour, then ask once more.")


class SignInOverError(OrganizerError):
    message = N_("This link or code does not work any more. Ask for a new one; it is good for a quarter of an hour.")


class OtherBrowserError(OrganizerError):
    message = N_(
        "This link belongs to the browser in which it was asked for. Go back there and open it or type the code of the "
        "same mail; or ask for a link here."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One request to sign in. Of the secrets only hashes are kept; `wrong_codes` counts what was tried in vain."""

    id: int
    email: str
    token_hash: str
    code_hash: str
    browser_hash: str
    asked_at: datetime
    wrong_codes: int

    def is_over(self, now: datetime) -> bool:
        return now >= self.asked_at + LIFETIME or self.wrong_codes >= MOST_CODES


def may_ask(for_address: int, from_place: int) -> bool:
    """Whether one more request is let through, after so many within the lifetime of one."""
    return for_address < MOST_FOR_ONE_ADDRESS and from_place < MOST_FROM_ONE_PLACE


def is_invited(email: str, organizers: Sequence[str]) -> bool:
    """Whether an address is among those who may host: addresses, @domains, or everybody (*)."""
    address = email.strip().casefold()
    return any(one in (EVERYBODY, address, f"@{address.rpartition('@')[2]}") for one in organizers)
