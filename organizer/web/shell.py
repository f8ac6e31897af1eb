"""The Flask application with what it stands on: settings, clock, database, key, the sign-in token of this process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, request
from flask.ctx import RequestContext
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from organizer.services.import_runs import ImportRunner
from organizer.settings import Settings, keep_key, open_keys
from organizer.store.engine import clock_of, open_engine
from organizer.store.ledgers import keep_beside

ROOT = Path(__file__).resolve().parents[2]

YEAR = 365 * 24 * 3600

Clock = Callable[[], datetime]


class Shell(Flask):
    """Opens the database and reads its key at the first request: a command that imports the app writes nothing."""

    def __init__(self, settings: Settings, clock: Clock, sign_in_token: str) -> None:
        super().__init__("organizer.web", static_folder=ROOT / "static", template_folder=ROOT / "templates")
        self.settings = settings
        self.clock = clock
        self.sign_in_token = sign_in_token
        if settings.proxy_hops:
            # Only where a request comes from; host and scheme are never taken from a header that can be forged.
            self.wsgi_app = ProxyFix(self.wsgi_app, x_for=settings.proxy_hops, x_proto=0, x_host=0)  # type: ignore[method-assign]

    @cached_property
    def errands(self) -> ThreadPoolExecutor:
        """For mails to hosts that no page waits for."""
        return ThreadPoolExecutor(max_workers=2, thread_name_prefix="errand")

    @cached_property
    def imports(self) -> ImportRunner:
        """Imports long lists that no page waits for."""
        return ImportRunner(self.engine, partial(open_keys, self.settings.home), clock_of(self.engine))

    @cached_property
    def engine(self) -> Engine:
        self.settings.home.mkdir(parents=True, exist_ok=True)
        engine = open_engine(self.settings.database_url)
        keep_beside(engine, self.settings.home)
        return engine

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        if not self.secret_key:
            self.secret_key = self.settings.secret_key or keep_key(self.settings.home, "secret")
        return super().request_context(environ)

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Vendored files carry their version in the name and never change; all others are asked for anew."""
        return YEAR if (filename or "").startswith("vendor/") else None

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - what sys.exc_info() gives
        """Name the endpoint rather than the path, which may hold a guest's token."""
        self.logger.error("Exception in %s [%s]", request.endpoint, request.method, exc_info=exc_info)


def shell() -> Shell:
    """The application that answers the current request."""
    return cast(Shell, current_app)
