"""Rules that can be broken; each has one exception, turned into a sentence in one place.

What a person typed wrong, many at once, is a value (`Problem`) rather than an exception.
"""

from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name, found by the extractor
    """Mark a sentence for translation without translating it here."""
    return message


class OrganizerError(Exception):
    """A rule was broken. `message` is an English sentence with %(name)s places, the key of its translations."""

    message = N_("This is not possible.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message % values)


class NotFoundError(OrganizerError):
    message = N_("There is nothing here under this address. It may belong to somebody else or have been deleted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about one row or field that needs attention, and what to do about it.

    `advice` is an English sentence with %(name)s places for `values`, the key of its translations. `person` is the
    place of whom it concerns among those read: one row may name several people.
    """

    advice: str
    row: int | None = None
    person: int | None = None
    column: str = ""
    values: tuple[tuple[str, str], ...] = ()
