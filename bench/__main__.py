"""`make bench`: what the parts cost, in CPU time beside a floor of the same run, medians of interleaved rounds.

CPU seconds are user and system time of this process; ratios travel to other machines, seconds do not.
Name parts to measure only those: `python -m bench shortlist`.
"""

import os
import sys
from importlib import import_module

PARTS = ("attendee_lists", "shortlist", "letters", "mails", "outbox", "calendar_objects", "relevance")


def main() -> None:
    """Measure the parts named on the command line, or all of them."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    print(f"{'what':76} {'CPU s':>9} {'floor s':>9} {'ratio':>8}")
    for part in sys.argv[1:] or PARTS:
        import_module(f"bench.{part}").measure()


if __name__ == "__main__":
    main()
