"""Everybody as a file to download."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from organizer.services import exports as service
from organizer.web.access import current_host
from organizer.web.database import reading

blueprint = Blueprint("exports", __name__)


@blueprint.get("/people/everybody.<kind>")
def download(kind: str) -> Response:
    """People as CSV or as a workbook."""
    if kind not in service.WRITERS:
        abort(404)
    with reading() as connection:
        content, mimetype = service.export(connection, current_host().id, kind)
    headers = {"Content-Disposition": f'attachment; filename="people.{kind}"'}
    return Response(content, mimetype=mimetype, headers=headers)
