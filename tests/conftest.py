"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

# Other tests run beside: how long an example takes on the wall says nothing of it.
settings.register_profile("beside others", deadline=None)
settings.load_profile("beside others")

ATTENDEES = Path(__file__).resolve().parents[2] / "shared" / "attendees"


@pytest.fixture(scope="session")
def attendees() -> Path:
    """The folder of invented attendee lists in real formats."""
    if not ATTENDEES.is_dir():
        pytest.skip("the attendee lists are not beside the project; put them into ../shared/attendees")
    return ATTENDEES
