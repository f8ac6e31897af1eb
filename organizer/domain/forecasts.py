"""How many to invite so that a table comes together: from the host's own rounds, honest about how few they are.

Of those invited a share says yes, of those who said yes a share comes. Both shares are uncertain and described by Beta
distributions: that of the yes starts without an opinion (Jeffreys, 1/2 and 1/2), that of coming with 85 of 100, worth
ten people seen (accepted and came over 60 invited virtual round tables, Ortus Club 2020). The number who come is then
beta-binomial; everything is summed over a grid of shares.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.domain.next_round import Turnout
from organizer.domain.parties import FEWEST_GUESTS, MOST_GUESTS

Floats = npt.NDArray[np.float64]

# Without any history: of a hundred who say yes so many come.
USUALLY_COME_OF_100 = 85
COMING_SEEN, STAYED_AWAY_SEEN = 8.5, 1.5
NO_OPINION = 0.5
MOST_INVITED = 3 * MOST_GUESTS
# The range told holds the number who come in eight cases of ten.
IN_THE_RANGE = 0.8
SHARES = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What came of the host's earlier rounds: guests, those of them who said yes, those noted as come or as missing."""

    rounds: int = 0
    invited: int = 0
    accepted: int = 0
    came: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many to invite. `fewest` to `most` of them come in eight cases of ten, 5 to 10 in `chance` of all.

    Without history nobody knows how many say yes: then `invite` is 0, and `acceptances` says how many yeses it takes
    for the seats wanted, when 85 of 100 of those come.
    """

    history: History
    acceptances: int
    invite: int = 0
    fewest: int = 0
    most: int = 0
    chance: float = 0.0


def history_of(rounds: Iterable[Counter[Turnout]]) -> History:
    """Earlier rounds as one history; those nobody was invited to tell nothing."""
    held = [stood for stood in rounds if stood.total()]
    total = sum(held, Counter[Turnout]())
    came, missed = total[Turnout.CAME], total[Turnout.NO_SHOW]
    return History(
        rounds=len(held),
        invited=total.total(),
        accepted=came + missed + total[Turnout.SAID_YES],
        came=came,
        missed=missed,
    )


def forecast(history: History, *, wanted: int) -> Forecast:
    """How many to invite so that a table of five to ten comes together, `wanted` if it can be chosen."""
    acceptances = -(-wanted * 100 // USUALLY_COME_OF_100)
    if not history.invited:
        return Forecast(history=history, acceptances=acceptances)
    chances = {invited: _coming(history, invited) for invited in range(FEWEST_GUESTS, MOST_INVITED + 1)}
    invite = min(chances, key=lambda invited: (abs(_middle(chances[invited]) - wanted), invited))
    coming = chances[invite]
    fewest, most = _range(coming)
    return Forecast(
        history=history,
        acceptances=acceptances,
        invite=invite,
        fewest=fewest,
        most=most,
        chance=float(coming[FEWEST_GUESTS : MOST_GUESTS + 1].sum()),
    )


def _coming(history: History, invited: int) -> Floats:
    """The chance of each number from 0 to `invited` to come; shape (invited + 1,)."""
    says_yes = _share(history.accepted + NO_OPINION, history.invited - history.accepted + NO_OPINION)
    comes = _share(history.came + COMING_SEEN, history.missed + STAYED_AWAY_SEEN)
    weights = np.outer(says_yes, comes).ravel()
    both = np.outer(SHARES, SHARES).ravel()
    likely = np.histogram(both, bins=len(SHARES), range=(0, 1), weights=weights)[0]
    numbers = np.arange(invited + 1)
    ways = np.cumprod(np.concatenate(([1.0], (invited - numbers[:-1]) / (numbers[:-1] + 1))))
    return ways * (likely @ (SHARES[:, None] ** numbers * (1 - SHARES[:, None]) ** (invited - numbers)))


def _share(for_it: float, against_it: float) -> Floats:
    """How likely each of SHARES is under a Beta distribution; sums to 1."""
    logs = (for_it - 1) * np.log(SHARES) + (against_it - 1) * np.log1p(-SHARES)
    likely = np.exp(logs - logs.max())
    shares: Floats = likely / likely.sum()
    return shares


def _middle(coming: Floats) -> float:
    return float(np.arange(len(coming)) @ coming)


def _range(coming: Floats) -> tuple[int, int]:
    """The numbers between which it lies in eight cases of ten, as many cases left out below as above."""
    up_to = np.cumsum(coming)
    outside = (1 - IN_THE_RANGE) / 2
    return int(np.searchsorted(up_to, outside)), int(np.searchsorted(up_to, 1 - outside))
