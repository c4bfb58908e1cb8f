"""Events that a test can arrange at a call."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Eventful:
    """The events that a test arranges around the next calls of a fake, and how often each was called."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._before: dict[str, deque[Callable[[], object]]] = {}
        self._after: dict[str, deque[Callable[[], object]]] = {}
        self._lock = threading.RLock()

    def fail(self, call: str, error: BaseException, *, after: bool = False) -> None:
        """The next call raises this: before it does anything, or after it has done everything (the answer is lost).

        If a call has several failures, each time it is called it raises the next one.
        """

        def raise_it() -> None:
            raise error

        (self._after if after else self._before).setdefault(call, deque()).append(raise_it)

    def meanwhile(self, call: str, action: Callable[[], object]) -> None:
        """Somebody else does this just before the next call takes effect."""
        self._before.setdefault(call, deque()).append(action)

    @contextmanager
    def _call(self, call: str) -> Iterator[None]:
        with self._lock:
            self.calls[call] += 1
            _next(self._before, call)()
            yield
            _next(self._after, call)()


def _next(arranged: dict[str, deque[Callable[[], object]]], call: str) -> Callable[[], object]:
    waiting = arranged.get(call)
    return waiting.popleft() if waiting else lambda: None
