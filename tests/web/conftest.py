"""The app over a real database of its own, and the people who open its pages."""

from pathlib import Path

import pytest
from jinja2.bccache import Bucket, BytecodeCache

from organizer.domain.parties import Host
from organizer.domain.vocabulary import Language
from organizer.services.hosts import welcome_host
from organizer.settings import Settings
from organizer.store.engine import transaction
from organizer.web import create_app
from organizer.web.shell import Shell
from tests.builders import NOW, a_host
from tests.databases import prepare
from tests.web.client import HouseClient


class CompiledOnce(BytecodeCache):
    """Templates compiled by one test are there for the next: compiling took a quarter of these tests' time."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()
SIGN_IN_TOKEN = "a-token-long-enough-for-tests"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'runde.sqlite'}")


@pytest.fixture
def app(settings: Settings) -> Shell:
    """The app with an empty database; its clock stands at NOW."""
    return an_app(settings)


def an_app(settings: Settings) -> Shell:
    """The app in other surroundings."""
    app = create_app(settings, clock=lambda: NOW, sign_in_token=SIGN_IN_TOKEN)
    app.test_client_class = HouseClient
    app.jinja_env.bytecode_cache = COMPILED
    prepare(app.engine)
    return app


@pytest.fixture
def host(app: Shell) -> Host:
    """Alice, who has said who she is."""
    alice = a_host()
    with transaction(app.engine) as connection:
        return welcome_host(
            connection, name=alice.name, email=alice.email, language=Language.EN, time_zone=alice.time_zone
        )


@pytest.fixture
def stranger(app: Shell) -> HouseClient:
    """A browser that never opened the sign-in link."""
    return app.test_client()


@pytest.fixture
def newcomer(app: Shell) -> HouseClient:
    """A signed-in browser; nobody has said yet who they are."""
    client = app.test_client()
    client.get(f"/sign-in/{SIGN_IN_TOKEN}")
    return client


@pytest.fixture
def client(newcomer: HouseClient, host: Host) -> HouseClient:
    """A signed-in browser of a known host."""
    return newcomer
