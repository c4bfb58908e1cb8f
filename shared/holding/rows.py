"""The rows of held acts."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class Hold(Row):
    """One automatic act that a person holds. Its step asks for this row before it starts."""

    TABLE: ClassVar[str] = "holds"
    PARTITION: ClassVar[str] = "held"
    act: str
    """The act's id: the purpose of its emails, or the session that would be planned."""
    kind: str
    about: str
    """The session or the issue that it is about."""
    series: str = ""
    detail: str = ""
    due: datetime
    """When it would have started."""
    until: datetime
    """When its time is over. If it is still held then, it never happens."""
    who: str
    """The object id of the person who holds it."""
    reason: str
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.act
