"""Work that comes due while the program runs: once a minute the outbox is looked through.

Huey runs it, in threads of the same process and with nothing stored: the outbox table is the record of sending, so a
lost or doubled run changes nothing.
"""

from collections.abc import Callable
from typing import Any

from huey import MemoryHuey, crontab
from huey.consumer import Consumer


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer inside the server's process, which keeps the signals for itself."""

    def _set_signal_handlers(self) -> None:
        """The server stops the consumer."""


class Work:
    """Runs `sweep` every minute from `start` until `stop`, which waits for a run that is under way."""

    def __init__(self, sweep: Callable[[], object]) -> None:
        huey = MemoryHuey("runde")

        @huey.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
        def look_through_the_outbox() -> None:
            sweep()

        self._consumer: Any = _QuietConsumer(huey, workers=1, check_worker_health=False)

    def start(self) -> None:
        self._consumer.start()

    def stop(self) -> None:
        self._consumer.stop(graceful=True)
