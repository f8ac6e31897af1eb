"""Golden files: the whole product as it should be. `GOLDEN=1 pytest` writes them anew; read what changed then."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, actual: bytes) -> bytes:
    """The bytes that `actual` should be."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN"):
        path.write_bytes(actual)
    return path.read_bytes()
