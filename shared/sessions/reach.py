"""Whose a session is, for the doors."""

from collections.abc import Collection, Mapping

from shared.services import Services
from shared.sessions.rows import session_key


def series_of_session(_: Services, path: Mapping[str, str]) -> Collection[str]:
    """The series of the session that the address names."""
    return (session_key(path["session"])[0],)
