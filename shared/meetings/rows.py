"""The rows of meetings: who hosts a session, and what they were told of it."""

from typing import ClassVar

from shared.storage.row import Row


class Host(Row):
    """A facilitator who hosts a session, or did. With their address, so that they hear that they no longer do."""

    TABLE: ClassVar[str] = "hosts"
    session: str
    person: str
    name: str
    email: str
    hosting: bool = True
    sequence: int = 0
    """How often they left the series or came back to it. Their invitation's SEQUENCE includes it."""
    first: int = 0
    """The SEQUENCE of the invitation with which they began to host."""
    told: str = ""
    """The time that they were told last, or `OFF`; empty as long as they were told nothing."""
    told_in: str = ""
    """The purpose of the delivery that told them."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.person
