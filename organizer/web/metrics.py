"""Figures for whoever operates a hosted instance, in Prometheus' text format; asked for with METRICS_TOKEN."""

import hmac

from flask import Blueprint, Response, abort, g, request

from organizer.services.metrics import OutboxFigures, outbox_figures
from organizer.web.access import Access, allows
from organizer.web.database import reading
from organizer.web.shell import shell

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@allows(Access.EVERYONE)
def metrics() -> Response:
    """The outbox in numbers; without the token there is nothing here."""
    token = shell().settings.metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    with reading() as connection:
        figures = outbox_figures(connection, g.now)
    return Response(_as_text(figures), content_type="text/plain; version=0.0.4; charset=utf-8")


def _as_text(figures: OutboxFigures) -> str:
    lines = [
        "# HELP runde_mails Mails in the outbox by state.",
        "# TYPE runde_mails gauge",
        *(f'runde_mails{{state="{state.value}"}} {number}' for state, number in figures.mails.items()),
        "# HELP runde_overdue_seconds For how long the oldest queued mail has been due.",
        "# TYPE runde_overdue_seconds gauge",
        f"runde_overdue_seconds {figures.overdue_seconds:.0f}",
    ]
    return "\n".join(lines) + "\n"
