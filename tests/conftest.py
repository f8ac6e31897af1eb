"""What every test may ask for."""

from pathlib import Path

import pytest

ATTENDEES = Path(__file__).resolve().parents[2] / "shared" / "attendees"


@pytest.fixture(scope="session")
def attendees() -> Path:
    """The folder of invented attendee lists in real formats."""
    if not ATTENDEES.is_dir():
        pytest.skip("the attendee lists are not beside the project; put them into ../shared/attendees")
    return ATTENDEES
