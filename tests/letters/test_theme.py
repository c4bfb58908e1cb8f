"""The theme of a session stands in every email about it and in the calendar, and on the person's own page."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW, START, a_delivery, a_registration, a_session
from local.memory.services import MemoryServices, some_services, some_settings
from shared.letters.kinds import COMPOSE
from shared.mail.letter import Letter
from shared.mail.rows import MailKind
from shared.sessions.rows import Session, SessionState
from tests.letters.letter_reading import calendar_entries, lines
from tests.pages.site import Visit, answer, my_link
from tests.the_app import deployed

THEME = "Less than full time"


def a_cafe(session: Session) -> MemoryServices:
    return some_services(settings=some_settings(), having=[session, a_registration()])


def letter(kind: MailKind, detail: str, session: Session) -> Letter:
    purpose = f"{session.occasion}.{kind}"
    now = START - timedelta(days=1) if kind is MailKind.REMINDER else NOW
    return COMPOSE[kind](a_cafe(session), a_delivery(kind=kind, purpose=purpose, detail=detail), now)


@pytest.mark.parametrize(
    ("kind", "detail", "state"),
    [
        (MailKind.CONFIRMATION, "", SessionState.OPEN),
        (MailKind.REMINDER, "P1D", SessionState.OPEN),
        (MailKind.CHANGED, "0", SessionState.OPEN),
        (MailKind.SESSION_CANCELLED, "0", SessionState.CANCELLED),
    ],
)
def test_an_email_says_what_the_session_is_about(kind: MailKind, detail: str, state: SessionState) -> None:
    assert f"Theme: {THEME}" in lines(letter(kind, detail, a_session(theme=THEME, state=state)))
    assert "Theme" not in letter(kind, detail, a_session(state=state)).html


def test_the_calendar_says_it_in_its_description_and_not_in_its_title() -> None:
    (entry,) = calendar_entries(letter(MailKind.CHANGED, "0", a_session(theme=THEME)))
    assert str(entry["DESCRIPTION"]).startswith(f"Theme: {THEME}")
    assert THEME not in str(entry["SUMMARY"])


def test_the_persons_own_page_says_it() -> None:
    deployed()
    said = answer(a_cafe(a_session(theme=THEME)), Visit("GET", my_link(), b"", {}), NOW).get_body().decode()
    assert THEME in said
