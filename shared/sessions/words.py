"""Sessions in the words of a page: dates and times ready to print, in the programme's zone."""

from dataclasses import dataclass

from shared.language.dates import from_to, long_date
from shared.programme.model import Programme
from shared.sessions.rows import Session


@dataclass(frozen=True)
class SessionWords:
    """A session as a page prints it."""

    series: str
    """The id of its series."""
    title: str
    audience: str
    day: str
    """As in "Wednesday 9 December 2026"."""
    hours: str
    """As in "12:30pm to 1:30pm"."""

    @property
    def when(self) -> str:
        """Day and hours, as in "Wednesday 9 December 2026, 12:30pm to 1:30pm"."""
        return f"{self.day}, {self.hours}"


def session_words(programme: Programme, session: Session) -> SessionWords:
    """The words of a session, also of one whose series the programme no longer has."""
    audience = next((one.audience for one in programme.series if one.id == session.series), "")
    zone = programme.zone
    return SessionWords(
        series=session.series,
        title=session.title,
        audience=audience,
        day=long_date(session.start, zone),
        hours=from_to(session.start, session.end, zone),
    )
