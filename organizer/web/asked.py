"""What an address asks for: a page of many, the occasion that people are wanted for."""

from typing import Any

from flask import request
from werkzeug.routing import IntegerConverter, Map

from organizer.domain.errors import NotFoundError
from organizer.domain.vocabulary import OccasionId, PersonId

LARGEST_NUMBER = 2**31 - 1  # of a row in either database


class RowNumber(IntegerConverter):
    """A number in a path; what no database can count leads nowhere."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002, ANN401 - as routes write them
        super().__init__(map, **{"max": LARGEST_NUMBER, **options})


def asked_page() -> int:
    """The number of the page asked for; the first unless a sensible one is named."""
    text = request.args.get("page", "")
    return min(int(text), LARGEST_NUMBER) if text.isascii() and text.isdecimal() and len(text) < 20 else 1


def asked_occasion(text: str | None) -> OccasionId | None:
    """The occasion named in a form or an address, None when none is; raises NotFoundError for what can be none."""
    return OccasionId(_row_number(text)) if text else None


def asked_person(text: str | None) -> PersonId | None:
    """The person named in an address, None when none is; raises NotFoundError for what can be none."""
    return PersonId(_row_number(text)) if text else None


def _row_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_NUMBER):
        raise NotFoundError
    return int(text)
