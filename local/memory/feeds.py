"""Feeds in memory."""

from local.memory.eventful import Eventful
from shared.feeds.fetching import FeedUnavailable


class MemoryFeeds(Eventful):
    """`FeedReader` in memory: `contents` by address; any other address does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, bytes] = {}

    def read(self, url: str) -> bytes:
        with self._call("read"):
            if url not in self.contents:
                raise FeedUnavailable("no answer")
            return self.contents[url]
