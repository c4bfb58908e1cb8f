"""The words for a session on pages and in mails: dates and times ready to print, in the programme's zone."""

from dataclasses import dataclass

from shared.language.catalogue import say
from shared.language.dates import from_to, long_date, wall_time
from shared.programme.model import Programme
from shared.sessions.rows import Session


@dataclass(frozen=True)
class SessionWords:
    """The words for a session."""

    series: str
    """The id of its series."""
    title: str
    audience: str
    date: str
    """As in "Wednesday 9 December 2026"."""
    start: str
    """As in "12:30pm"."""
    hours: str
    """As in "12:30pm to 1:30pm"."""
    id: str = ""
    theme: str = ""
    """What it is about; empty if it has no theme."""

    @property
    def when(self) -> str:
        """The date and the hours on one line: "Wednesday 9 December 2026, 12:30pm to 1:30pm"."""
        return f"{self.date}, {self.hours}"

    @property
    def subject(self) -> str:
        """For the end of an email's subject: "Virtual Café for educators, Thursday 17 December 2026, 1pm"."""
        return f"{self.title}, {self.date}, {self.start}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The title, the theme if there is one, and the time, each as a label and its words."""
        theme = [(say("Theme"), self.theme)] if self.theme else []
        return [(say("Session"), self.title), *theme, (say("When"), self.when)]


def session_words(programme: Programme, session: Session) -> SessionWords:
    """The words for a session, even if the programme no longer has its series."""
    audience = next((one.audience for one in programme.series if one.id == session.series), "")
    zone = programme.zone
    return SessionWords(
        series=session.series,
        title=session.title,
        audience=audience,
        date=long_date(session.start, zone),
        start=wall_time(session.start, zone),
        hours=from_to(session.start, session.end, zone),
        id=session.id,
        theme=session.theme,
    )
