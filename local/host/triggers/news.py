"""The news that something happened. After it a queue may hold a message, or a timer may be due."""

import asyncio
import time


class News:
    """Wakes everything that waits. Moments are seconds on the event loop's clock, which never jumps."""

    def __init__(self) -> None:
        self.at = float("-inf")  # what was seen before this moment is out of date
        self._event = asyncio.Event()

    def tell(self, settles_in: float = 0.0) -> float:
        """Wakes everyone. What is seen within `settles_in` seconds counts as out of date too."""
        self.at = max(self.at, time.monotonic() + settles_in)
        self._event.set()
        self._event = asyncio.Event()
        return self.at

    async def wait(self, seconds: float) -> None:
        """Returns at the next news, or after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
