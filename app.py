"""The WSGI entry point: `flask --app app ...`, `gunicorn app:app`."""

from organizer.web import create_app

app = create_app()
