"""Words: the same word has the same stem, whoever else asks at the same moment."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import snowballstemmer

from shared.gate import words

ENDINGS = ("ing", "s", "ed", "ation", "iveness", "fully", "ements", "ical")
BEGINNINGS = [f"{first}{middle}rt" for first in "bcdfghjklmnprstvw" for middle in ("a", "e", "oo", "ea", "u", "ai")]
MANY = [f"{beginning}{ending}" for beginning in BEGINNINGS for ending in ENDINGS]
WORKERS = 8


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient")
def test_many_texts_at_once_have_the_stems_that_they_have_alone() -> None:
    alone = {one: str(snowballstemmer.stemmer("english").stemWord(one)) for one in MANY}
    words._stems.clear()
    together = Barrier(WORKERS)

    def stems_of(part: list[str]) -> dict[str, str]:
        together.wait()
        return {one: words.stem(one) for one in part}

    with ThreadPoolExecutor(WORKERS) as workers:
        found = list(workers.map(stems_of, [MANY[number::WORKERS] for number in range(WORKERS)]))
    assert {one: stem for part in found for one, stem in part.items()} == alone
