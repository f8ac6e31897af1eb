"""Stamps that change with a host's people: whatever was prepared from them tells by its stamp that it is out of date.

Every statement that writes to people, lists or opt-outs is noticed where it is executed, whoever wrote it, and the
stamps are set at the end of the transaction. A stamp is random: one that was rolled back never comes again.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from organizer.domain.vocabulary import HostId
from organizer.store.schema import people_stamps

WATCHED = re.compile(
    r'\s*(?:insert\s+into|update|delete\s+from)\s+"?(?:people|list_rows|attendee_lists|opt_outs)"?(?![\w"])', re.I
)
CHANGED = "people_changed"
NOTICED = "people_noticed"
# What cannot be told to be one host's counts for all of them.
EVERYBODY = HostId(0)


def watch(engine: Engine) -> None:
    """Notice from now on whose people are written to."""
    event.listen(engine, "before_cursor_execute", _notice)


def forget_changes(connection: Connection) -> None:
    """Begin a transaction that has changed nothing yet."""
    connection.info.pop(CHANGED, None)
    connection.info.pop(NOTICED, None)


def stamp_changes(connection: Connection) -> None:
    """Set the stamps of those whose people this transaction changed, in one order so that none waits for another."""
    for host_id in sorted(connection.info.pop(CHANGED, ())):
        values = {"host_id": host_id, "stamp": uuid.uuid4().hex}
        here = people_stamps.c.host_id == host_id
        if not connection.execute(sa.update(people_stamps).where(here).values(values)).rowcount:
            connection.execute(sa.insert(people_stamps).values(values))


def has_changes(connection: Connection) -> bool:
    """Whether this transaction has written to people: what it reads is not yet everybody's."""
    return bool(connection.info.get(CHANGED))


def people_stamp(connection: Connection, host_id: HostId) -> str:
    """What is the same for as long as a host's people, lists and opt-outs are."""
    query = sa.select(people_stamps.c.stamp).where(people_stamps.c.host_id.in_((EVERYBODY, host_id)))
    return " ".join(connection.execute(query.order_by(people_stamps.c.host_id)).scalars())


def _notice(
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: Any,  # noqa: ANN401 - as the event hands it over
    executemany: bool,
) -> None:
    # A long INSERT runs in many batches, each with the parameters of all: they are looked at once.
    if WATCHED.match(statement) and (context is None or connection.info.get(NOTICED) is not context):
        connection.info[NOTICED] = context
        connection.info.setdefault(CHANGED, set()).update(_hosts_in(context))


def _hosts_in(context: Any) -> set[HostId]:  # noqa: ANN401 - as the event hands it over
    """The hosts named by a statement's parameters, else everybody."""
    told = context.compiled_parameters if context is not None and context.compiled is not None else ()
    named = {_host_in(parameters) for parameters in told}
    return named or {EVERYBODY}


def _host_in(parameters: Mapping[str, object]) -> HostId:
    named = {value for name, value in parameters.items() if re.fullmatch(r"host_id(_\d+)?", name)}
    found = named.pop() if len(named) == 1 else EVERYBODY
    return HostId(found) if isinstance(found, int) else EVERYBODY
