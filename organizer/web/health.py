"""Whether the program can work: the database answers."""

import sqlalchemy as sa
from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from organizer.web.access import Access, allows
from organizer.web.database import reading

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allows(Access.EVERYONE)
def healthz() -> tuple[Response, int]:
    """200 when the database answers, 503 when it does not."""
    try:
        with reading() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return jsonify(ok=False), 503
    return jsonify(ok=True), 200
