"""Small drawings of a round table seen from above: where its seats stand."""

from math import cos, pi, sin


def seats_round(count: int, *, radius: float, centre: float = 50) -> tuple[tuple[float, float], ...]:
    """Centres of `count` seats on a circle, clockwise from the top, in the units of the drawing."""
    turns = (2 * pi * number / count for number in range(count))
    return tuple((round(centre + radius * sin(turn), 1), round(centre - radius * cos(turn), 1)) for turn in turns)
