"""How gunicorn serves the pages of hosted mode: `gunicorn app:app` in this folder; options of the command line win."""

import os
import sys

from organizer.domain.errors import OrganizerError
from organizer.settings import Settings

workers = 2
threads = 4
worker_class = "gthread"
timeout = 120


def on_starting(_server: object) -> None:
    """Refuse a wrong setting once, before any worker is there: one that ends would be replaced for ever."""
    try:
        Settings.from_environment(os.environ)
    except OrganizerError as error:
        sys.exit(str(error))
