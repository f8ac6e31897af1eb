"""Who is not to be written to, by hashes of their addresses: also by those that were made in an older way.

Once what stands behind a plus was part of the hash. Such an opt-out is found by the address alone, and holds under
today's hash from the moment in which somebody with that address is saved.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine

from organizer.domain.tokens import Keys, address_hash, older_hash
from organizer.domain.vocabulary import HostId
from organizer.store import hosts, opt_outs, outbox
from organizer.store import people as people_store
from organizer.store.engine import transaction


def refuses(connection: Connection, host_id: HostId, email: str, keys: Keys) -> bool:
    """Whether whoever has this address asked not to be written to."""
    hashes = {address_hash(keys, email), older_hash(keys, email)}
    return any(people_store.has_opted_out(connection, host_id, one) for one in hashes if one)


def take_over(connection: Connection, host_id: HostId, emails: Iterable[str], keys: Keys) -> None:
    """Let opt-outs of these addresses that were noted in the older way hold in today's."""
    today = {older_hash(keys, email): address_hash(keys, email) for email in emails if "+" in email}
    if today:
        opt_outs.take_over(connection, host_id, today)


def bring_up_to_date(engine: Engine, keys: Keys) -> None:
    """Make the hashes that a migration cannot make, because it has no key: of addresses with a plus, and of mails that
    were placed before mails had one. Doing it again changes nothing.
    """
    with transaction(engine) as connection:
        for host_id in hosts.ids(connection):
            known = people_store.addresses_with_plus(connection, host_id)
            take_over(connection, host_id, (email for email, _ in known.values()), keys)
            hashes = {one: (address_hash(keys, email), hashed) for one, (email, hashed) in known.items()}
            changed = {one: today for one, (today, hashed) in hashes.items() if today != hashed}
            people_store.set_hashes(connection, host_id, changed)
        without = outbox.without_hash(connection)
        outbox.set_hashes(connection, {one: address_hash(keys, recipient) for one, recipient in without.items()})
