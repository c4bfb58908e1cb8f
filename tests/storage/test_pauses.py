"""Between two tries of a change there is a pause, by chance and longer from try to try."""

import time

from shared.storage.changing import pause


def longest_of(count: int, attempt: int) -> float:
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        pause(attempt)
        taken.append(time.perf_counter() - began)
    return max(taken)


def test_the_third_try_waits_up_to_eighty_milliseconds() -> None:
    """Not one of thirty waits half as long: that happens once in a thousand million times."""
    assert 0.04 < longest_of(30, attempt=2) < 0.9
