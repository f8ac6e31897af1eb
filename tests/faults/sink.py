"""The mail server that tells the truth: each mail is on its disk before it says 250. It can greylist and dawdle."""

import asyncio
import hashlib
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path

from tests.mail.servers import ControllerOnAnyPort

GREYLISTED = "450 4.2.0 greylisted, come back later"


@dataclass(slots=True)
class FaultSink:
    """Writes down what it accepts. It `greylists` this share of recipients, and `dawdles` up to so many seconds."""

    log: Path
    seed: int
    greylists: float = 0.0
    dawdles: float = 0.0
    met: set[str] = field(default_factory=set)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.log.touch()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        newcomer = address not in self.met
        self.met.add(address)
        if newcomer and self.dice.random() < self.greylists:
            return GREYLISTED
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.dice.random() * self.dawdles)
        message_id = BytesHeaderParser().parsebytes(envelope.original_content)["Message-ID"]
        digest = hashlib.sha256(envelope.original_content).hexdigest()
        with self.log.open("a") as file:
            file.write(f"{message_id} {digest}\n")
            file.flush()
            os.fsync(file.fileno())
        return "250 taken"

    def accepted(self) -> dict[str, list[str]]:
        """Message-ID -> the digests of what was accepted under it, one for each time."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for line in self.log.read_text().splitlines():
            message_id, digest = line.split()
            found[message_id].append(digest)
        return dict(found)


@contextmanager
def a_sink(folder: Path, seed: int, *, greylists: float = 0.0, dawdles: float = 0.0) -> Iterator[tuple[FaultSink, int]]:
    """A listening sink and its port."""
    sink = FaultSink(folder / "accepted.log", seed, greylists, dawdles)
    controller = ControllerOnAnyPort(sink, decode_data=False)
    controller.start()
    try:
        yield sink, controller.port
    finally:
        controller.stop()
