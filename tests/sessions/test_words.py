"""A session in words ready to print."""

from local.memory.builders import a_session
from local.memory.services import the_programme
from shared.sessions.words import session_words


def test_a_session_in_words() -> None:
    words = session_words(the_programme(), a_session(series="educators", title="Virtual Café for educators"))
    assert (words.series, words.title, words.date, words.start, words.hours) == (
        "educators",
        "Virtual Café for educators",
        "Wednesday 9 December 2026",
        "12:30pm",
        "12:30pm to 1:30pm",
    )
    assert words.audience == "Educators: trainers, supervisors and programme directors"
    assert words.when == "Wednesday 9 December 2026, 12:30pm to 1:30pm"
    assert words.subject == "Virtual Café for educators, Wednesday 9 December 2026, 12:30pm"
    assert words.facts == [("Session", words.title), ("When", words.when)]


def test_a_series_that_the_programme_no_longer_has_has_no_audience() -> None:
    assert session_words(the_programme(), a_session(series="nurses", title="For nurses")).audience == ""
