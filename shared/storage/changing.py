"""Contention: many change the same row at the same time, and each that finds it changed tries again a little later."""

import time
from random import SystemRandom

LONGEST_PAUSE = 0.2
"""Seconds at most between two tries; each waits as it falls out, so that many do not come back together."""


def pause(attempt: int) -> None:
    """Wait before the next try, after this one (the first is 0): 10 ms on average at first, 100 ms in the end."""
    time.sleep(SystemRandom().uniform(0, min(0.02 * 2**attempt, LONGEST_PAUSE)))
