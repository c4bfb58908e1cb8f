"""The application's permissions, and which of them each request needs.

The documented grants are narrow: three roles of Exchange Online's RBAC for Applications (scripts/exchange.ps1) and
one app role of Entra (scripts/graph.ps1). A request that none of them covers is refused here as it is refused there.
"""

from collections.abc import Collection

from local.sandbox.graph.odata import GraphError

EXCHANGE = frozenset({"Mail.Send", "Mail.Read", "Calendars.ReadWrite"})
"""Roles that hold for the café's mailboxes alone."""

ENTRA = frozenset({"OnlineMeetingArtifact.Read.All"})
"""App roles of Microsoft Graph."""

GRANTS = EXCHANGE | ENTRA
"""What the documents ask for. Nothing else is granted."""

READ_CALENDAR = frozenset({"Calendars.Read", "Calendars.ReadWrite"})
WRITE_CALENDAR = frozenset({"Calendars.ReadWrite"})
SEND_MAIL = frozenset({"Mail.Send"})
READ_MAIL = frozenset({"Mail.Read", "Mail.ReadWrite"})
WRITE_MAIL = frozenset({"Mail.ReadWrite"})
READ_ATTENDANCE = frozenset({"OnlineMeetingArtifact.Read.All"})
READ_PEOPLE = frozenset({"User.ReadBasic.All", "User.Read.All", "Directory.Read.All"})
"""The permissions that allow each kind of request (Graph reference, "Permissions" of each page). One is enough."""


def must_be_granted(any_of: Collection[str], granted: Collection[str]) -> None:
    """Raise Graph's 403 unless one of these permissions is granted."""
    if not set(any_of) & set(granted):
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
