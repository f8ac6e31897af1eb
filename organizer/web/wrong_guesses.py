"""How often an address may be wrong about a secret before it has to wait."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

MOST_GUESSES, WITHIN = 20, timedelta(minutes=1)
MOST_ADDRESSES = 10_000


class WrongGuesses:
    """Counts wrong guesses of each address over the last minute, in this process only; the oldest are forgotten."""

    def __init__(self) -> None:
        self._guesses: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def note(self, address: str, now: datetime) -> bool:
        """Note one wrong guess; True while there are not too many."""
        with self._lock:
            guesses = self._guesses.setdefault(address, deque(maxlen=MOST_GUESSES + 1))
            self._guesses.move_to_end(address)
            while len(self._guesses) > MOST_ADDRESSES:
                self._guesses.popitem(last=False)
            guesses.append(now)
            while now - guesses[0] > WITHIN:
                guesses.popleft()
            return len(guesses) <= MOST_GUESSES
