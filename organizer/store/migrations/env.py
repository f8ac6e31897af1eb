"""Alembic runs migrations on the connection that `store.engine.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from organizer.store.schema import metadata


def _plain(type_: str, thing: Any, _: object) -> str | Literal[False]:  # noqa: ANN401 - as Alembic calls it
    """Write our column types as the plain ones beneath, so that a migration never changes with the code."""
    return f"sa.{thing.impl_instance!r}" if type_ == "type" and isinstance(thing, TypeDecorator) else False


context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_item=_plain)
with context.begin_transaction():
    context.run_migrations()
