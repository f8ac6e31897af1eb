"""Two people who may be one human: what speaks for it, and what becomes of them when the host has answered."""

from enum import StrEnum


class Answer(StrEnum):
    """What the host said of two people. Those said to be one are joined, so that no answer is needed for them."""

    OPEN = "open"
    LATER = "later"
    DIFFERENT = "different"
