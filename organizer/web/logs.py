"""A line of JSON for every request and every message, on a hosted instance: which page, how long, never who.

Paths hold guests' tokens and people's names may stand in messages of libraries, so neither is written: a request is
named by its endpoint, an exception by its type and the place in our code.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request

FIELDS = ("endpoint", "method", "status", "milliseconds")


class JsonFormatter(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, object] = {"at": at, "level": record.levelname.lower(), "said": record.getMessage()}
        said |= {field: getattr(record, field) for field in FIELDS if hasattr(record, field)}
        if record.exc_info and record.exc_info[0]:
            said |= {"error": record.exc_info[0].__name__, "where": _where(record)}
        return json.dumps(said, ensure_ascii=False)


def log_as_json(app: Flask) -> None:
    """Write every message of this process, and a line for each request, to stdout."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger().setLevel(logging.INFO)
    app.logger.handlers.clear()
    app.logger.propagate = True
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began_at = time.perf_counter()


def _tell(response: Response) -> Response:
    began_at = g.get("began_at")
    if began_at is not None and request.endpoint not in ("static", "health.healthz"):
        spent = round((time.perf_counter() - began_at) * 1000, 1)
        values = (request.endpoint or "", request.method, response.status_code, spent)
        logging.getLogger("runde.requests").info("request", extra=dict(zip(FIELDS, values, strict=True)))
    return response


def _where(record: logging.LogRecord) -> str:
    """The innermost place of an exception, without the values it was about."""
    place = record.exc_info[2] if record.exc_info else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
