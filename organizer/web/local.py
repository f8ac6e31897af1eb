"""The server of local mode, `make run`: one process on this machine, the sign-in link printed in the terminal."""

import errno
import os
import secrets
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError
from waitress import create_server
from waitress.server import BaseWSGIServer

from organizer.domain.errors import N_, OrganizerError
from organizer.services import backups, mailboxes, opt_outs, outbox
from organizer.settings import Settings, UnusablePlaceError, open_keys
from organizer.store.engine import InstanceLock, UnusableDatabaseError, migrate, transaction
from organizer.web import create_app
from organizer.web.office import account_book
from organizer.web.security import LARGEST_UPLOAD
from organizer.web.shell import Shell
from organizer.work import Work, a_worker, over_smtp

ADDRESS = "127.0.0.1"
TOKEN_BYTES = 24
# Leaves room above the largest upload, so that the page that says "too large" can answer.
LARGEST_BODY = LARGEST_UPLOAD + 8 * 1024 * 1024


class PortTakenError(OrganizerError):
    message = N_("Port %(port)d is taken by another program. Choose another one: make run PORT=%(next)d")


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; says in one sentence why it cannot."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        settings = Settings.from_environment(os.environ)
        with InstanceLock(settings.home):
            serve(settings)
    except OrganizerError as error:
        return _refuse(error)
    except SQLAlchemyError:
        return _refuse(UnusableDatabaseError())
    except OSError as error:
        return _refuse(UnusablePlaceError.of(error))
    except KeyboardInterrupt:
        return 0
    return 0


def serve(settings: Settings) -> None:
    """Bring the database up to date and answer requests; the caller holds the instance lock."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    app = create_app(settings, sign_in_token=token)
    server = _listen(app)
    try:
        migrate(app.engine)
        opt_outs.bring_up_to_date(app.engine, open_keys(settings.home))
        with transaction(app.engine) as connection:
            outbox.hold_overdue(connection, app.clock())
        backups.keep_ledger(app.engine, settings.home)
        with _delivery(app):
            _announce(settings, f"http://{ADDRESS}:{settings.port}/sign-in/{token}")
            server.run()
    finally:
        server.close()
        app.engine.dispose()


@contextmanager
def _delivery(app: Shell) -> Iterator[None]:
    """Deliver what falls due meanwhile, and read the mailbox where one is set up; at the end wait for both.

    A mailbox to send from may be set on the settings page at any time.
    """
    told = threading.Event()
    worker = a_worker(app.engine, app.clock, app.settings.mail_from, lambda: not told.is_set())
    read = mailboxes.reader(app.engine, app.settings.imap_url, open_keys(app.settings.home), app.clock)
    work = Work(worker, over_smtp(account_book(app)), read)
    work.start()
    try:
        yield
    finally:
        told.set()
        work.stop()


def _refuse(error: OrganizerError) -> int:
    print(error, file=sys.stderr)  # noqa: T201
    return 1


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _listen(app: Shell) -> BaseWSGIServer:
    port = app.settings.port
    try:
        return create_server(app, host=ADDRESS, port=port, max_request_body_size=LARGEST_BODY, ident="")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(port=port, next=port + 1) from None


def _announce(settings: Settings, link: str) -> None:
    print(f"Sign in: {link}", flush=True)  # noqa: T201
    if settings.opens_browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()


def _has_screen() -> bool:
    """Whether a browser window can appear; without one a text browser would take over the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
