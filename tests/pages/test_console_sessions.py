"""The console's pages of sessions: what stands there, what each act asks and does, and what is wrong, in words."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import azure.functions as func
import pytest

from local.memory.builders import (
    HOUR,
    NOW,
    SESSION,
    START,
    a_held,
    a_question,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_waiting,
)
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.attendance.rows import AttendanceTaken, NotTaken
from shared.figures.counting import figures_of
from shared.figures.rows import Digest
from shared.messages import NoticeDue, SessionCancelled, SessionChanged
from shared.notices.rows import Notice
from shared.notices.writing import send_notice
from shared.questions.rows import QuestionPot, WaitingText
from shared.registrations.rows import RegistrationState
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.sessions.themes import NewTheme, set_theme
from shared.web.principal import Role
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

ME = signed_in_as(Role.FACILITATOR, "marcus.oyelaran@example.nhs.uk")
PAGE = f"/console/sessions/{SESSION}"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def a_cafe(*more: object) -> MemoryServices:
    """A session of 60 places with three people who come, one of them at a hub, and one who waits."""
    deployed()
    people = [a_sign_up(email="ada@example.org"), a_sign_up(email="cai@example.org", hub="eastvale")]
    waits = a_registration(details=a_sign_up(email="dee@example.org"), state=RegistrationState.WAITING)
    having = [
        a_session(),
        OpenSession(id=SESSION),
        a_registration(),
        *(a_registration(details=one) for one in people),
        waits,
        *more,
    ]
    return some_services(settings=some_settings(signed_in_by_platform=True), having=having)  # type: ignore[arg-type] # rows


def got(services: MemoryServices, address: str, now: datetime = NOW, who: Mapping[str, str] = ME) -> func.HttpResponse:
    return answer(services, Visit("GET", address, b"", who), now)


def posted(
    services: MemoryServices, address: str, fields: Mapping[str, str], now: datetime = NOW, who: Mapping[str, str] = ME
) -> func.HttpResponse:
    return answer(services, Visit("POST", address, urlencode(fields).encode(), who), now)


def text(response: func.HttpResponse) -> str:
    """The words of the page, as people read them."""
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.get_body().decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def fields_of(response: func.HttpResponse) -> dict[str, str]:
    """What the page's forms carry in hidden fields."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.get_body().decode())
    return {unescape(name): unescape(value) for name, value in found}


def done(services: MemoryServices, act: str, fields: Mapping[str, str], now: datetime = NOW) -> str:
    """Fill in the form, read what it will do, and press the button. The words of the page in between."""
    here = f"{PAGE}/change/{act}"
    form = {**fields_of(got(services, here, now)), **fields}
    check = posted(services, here, form, now)
    assert check.status_code == 200, text(check)
    after = posted(services, here, {**fields_of(check), "sure": "yes"}, now)
    assert (after.status_code, after.headers["Location"]) == (303, f"{PAGE}?done={act}")
    return text(check)


def the_session(services: MemoryServices) -> Session:
    row = services.tables.get(Session, ("pgdit", SESSION))
    assert row is not None
    return row


TO_TUESDAY = {"on[day]": "15", "on[month]": "Dec", "on[year]": "2026", "at": "1.30pm", "minutes": "90"}


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_shows_the_month_with_states_and_counts() -> None:
    page = text(got(a_cafe(), "/console/sessions?month=2026-12"))
    assert "Wednesday 9 December 2026, 12:30pm" in page
    assert "State Open Places taken 3 Waiting 1 Hubs Eastvale" in page


def test_the_list_shows_this_month_at_first_and_leads_to_those_beside_it() -> None:
    body = got(a_cafe(), "/console/sessions").get_body().decode()
    assert "month=2026-11" in body
    assert "month=2027-01" in body
    assert "There is no session in January 2027." in text(got(a_cafe(), "/console/sessions?month=2027-01"))


@pytest.mark.parametrize("month", ["", "2026-13", "26-12", "2026-12-01", "9999-12", "0001-01", "x", "2026-1２"])
def test_what_is_no_month_is_this_one(month: str) -> None:
    assert "Wednesday 9 December 2026" in text(got(a_cafe(), f"/console/sessions?{urlencode({'month': month})}"))


def test_a_session_moved_into_another_month_is_found_there_and_nowhere_else() -> None:
    services = a_cafe()
    move_session(services, SESSION, Move(start=START + 60 * DAY), "somebody", NOW)
    assert "Sunday 7 February 2027" in text(got(services, "/console/sessions?month=2027-02"))
    assert "There is no session in December 2026." in text(got(services, "/console/sessions?month=2026-12"))


def test_a_facilitator_sees_the_sessions_of_their_own_series_and_a_coordinator_filters() -> None:
    services = a_cafe(a_session(series="educators", start=START + DAY), OpenSession(id="educators-2026-12-10"))
    assert "Thursday 10 December" not in text(got(services, "/console/sessions?month=2026-12&series=educators"))
    everybody = signed_in_as(Role.COORDINATOR)
    assert "Thursday 10 December" in text(got(services, "/console/sessions?month=2026-12", who=everybody))
    some = text(got(services, "/console/sessions?month=2026-12&series=pgdit", who=everybody))
    assert "Thursday 10 December" not in some


# --- one session ---------------------------------------------------------------------------------------------


def test_the_overview_says_what_is_known_and_what_can_be_done() -> None:
    page = text(got(a_cafe(), PAGE))
    for words in (
        "3 of 60 places taken",
        "Waiting list 1 person",
        "Eastvale",
        "Write to everyone registered",
        "Reminder, 7 days before",
        "Not due yet",
    ):
        assert words in page


def test_the_emails_that_went_are_counted_by_state() -> None:
    services = a_cafe()
    done(services, "message", {"whom": "registered", "subject": "A link", "text": "Join there."})
    for due in services.queues.drain(NoticeDue):
        send_notice(services, due, NOW)
    assert "Message to everyone: A link" in text(got(services, PAGE))
    assert "Waiting: 3" in text(got(services, PAGE))


@pytest.mark.parametrize("end", ["", "/questions", "/after", "/digest", "/change/move"])
def test_a_session_that_is_not_there_is_a_page_not_found(end: str) -> None:
    everybody = signed_in_as(Role.COORDINATOR)
    assert got(a_cafe(), f"/console/sessions/pgdit-2031-01-01{end}", who=everybody).status_code == 404
    assert got(a_cafe(), f"{PAGE}/change/explode").status_code == 404


@pytest.mark.parametrize("end", ["", "/questions", "/after", "/digest", "/change/move", "/change/message"])
def test_a_facilitator_of_another_series_and_a_lead_see_nothing_of_it(end: str) -> None:
    other = signed_in_as(Role.FACILITATOR, "wenli.tan@example.nhs.uk")
    for who in (other, signed_in_as(Role.LEAD)):
        assert got(a_cafe(), f"{PAGE}{end}", who=who).status_code == 403


# --- acts -----------------------------------------------------------------------------------------------------


def test_moving_shows_what_it_will_do_and_does_it() -> None:
    services = a_cafe()
    said = done(services, "move", TO_TUESDAY)
    assert (
        "The session moves from Wednesday 9 December 2026, 12:30pm to 1:30pm to Tuesday 15 December 2026, 1:30pm to "
        "3pm."
    ) in said
    assert "3 people with a place, 1 on the waiting list and 2 facilitators get an email" in said
    assert "They are told at 9:30am." in said
    assert the_session(services).start == datetime(2026, 12, 15, 13, 30, tzinfo=UTC)
    assert services.queues.waiting(SessionChanged) == [SessionChanged(session=SESSION)]
    assert "Everyone will be told at 9:30am" in text(got(services, f"{PAGE}?done=move"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on[day]": "31", "on[month]": "2"}, "Enter a real date, as in 16 12 2026"),
        ({"on[day]": "", "on[month]": "", "on[year]": ""}, "Enter a date"),
        ({"on[month]": ""}, "The date must include: month"),
        ({"at": "half past"}, "Enter a time, as in 12:30 or 1:30pm"),
        ({"minutes": "3"}, "Enter how many minutes, from 5 to 480"),
        ({"on[year]": "2025"}, "The new start is"),
        ({"on[year]": "2029"}, "more than 26 weeks away"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(wrong: dict[str, str], said: str) -> None:
    services = a_cafe()
    again = posted(services, f"{PAGE}/change/move", {**TO_TUESDAY, **wrong})
    body = again.get_body().decode()
    assert again.status_code == 422
    assert text(again).count(said) >= 2  # in the summary and at the field
    assert "<title>Error: " in " ".join(body.split()).replace("<title> ", "<title>")
    for name, value in {**TO_TUESDAY, **wrong}.items():
        assert not value or re.search(rf'name="{re.escape(name)}"[^>]*value="{re.escape(value)}"', body)


def test_a_move_from_a_stale_page_shows_both_times_and_goes_on_after_another_look() -> None:
    services = a_cafe()
    stale = fields_of(got(services, f"{PAGE}/change/move"))
    move_session(services, SESSION, Move(start=START + DAY), "somebody else", NOW)
    again = posted(services, f"{PAGE}/change/move", {**stale, **TO_TUESDAY, "sure": "yes"})
    assert again.status_code == 412
    assert "15 Dec 2026, 1.30pm, 90 minutes" in text(again)
    assert "Thursday 10 December 2026" in text(again)
    assert the_session(services).start == START + DAY
    check = posted(services, f"{PAGE}/change/move", {**fields_of(again), **TO_TUESDAY})
    assert check.status_code == 200


def test_cancelling_can_be_undone_for_half_an_hour_and_nobody_hears_of_it() -> None:
    services = a_cafe()
    said = done(services, "cancel", {"reason": "The panel is ill."})
    assert "Until 9:30am you can restore it, and nobody hears of it." in said
    assert "your reason: “The panel is ill.”" in said
    page = text(got(services, PAGE))
    assert "Being cancelled" in page
    assert "Everyone will be told at 9:30am." in page
    said = done(services, "restore", {}, NOW + 10 * MINUTE)
    assert "nobody gets an email" in said
    assert the_session(services).state is SessionState.OPEN
    assert services.queues.delays(SessionCancelled) == [HOUR / 2]


def test_a_session_about_to_start_is_cancelled_at_once_and_the_page_says_so() -> None:
    services = a_cafe()
    now = START - HOUR
    said = done(services, "cancel", {"reason": "The panel is ill."}, now)
    assert "All this happens at once, because the session starts within two hours. You cannot restore it." in said
    refused = posted(services, f"{PAGE}/change/restore", {"sure": "yes"}, now)
    assert refused.status_code == 409
    assert "It is too late to restore this session." in text(refused)


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Enter why"), ("x" * 501, "Use 500 characters"), ("Dr Jane Smith is ill.", "Leave out")]
)
def test_a_reason_that_cannot_be_sent_is_said_at_its_field(reason: str, said: str) -> None:
    services = a_cafe()
    again = posted(services, f"{PAGE}/change/cancel", {"reason": reason})
    assert (again.status_code, said in text(again), reason in unescape(again.get_body().decode())) == (422, True, True)
    assert the_session(services).state is SessionState.OPEN


def test_another_number_of_places_says_who_moves_up_and_that_nobody_loses_one() -> None:
    keys = [KEYS.person(f"{name}@example.org") for name in ("ada", "cai")]
    seats = a_seating(capacity=3, seated=[a_registration().person, *keys])
    services = a_cafe(seats, a_waiting(person=KEYS.person("dee@example.org"), since=NOW - HOUR))
    said = done(services, "capacity", {"capacity": "2"})
    assert "3 people have a place already. Nobody loses theirs." in said
    said = done(services, "capacity", {"capacity": "10"})
    assert "1 person moves up from the waiting list" in said
    assert the_session(services).capacity == 10
    for wrong in ("0", "2001", "many"):
        again = posted(services, f"{PAGE}/change/capacity", {"capacity": wrong})
        assert (again.status_code, "Enter a number from 1 to 2,000" in text(again)) == (422, True)


def test_a_theme_stands_where_people_read_of_the_session() -> None:
    services = a_cafe()
    done(services, "theme", {"theme": "Less than full time"})
    assert "Less than full time" in text(got(services, PAGE))
    assert "Theme: Less than full time" in text(got(services, "/"))
    stale = {"was": "", "theme": "Rotas", "sure": "yes"}
    again = posted(services, f"{PAGE}/change/theme", stale)
    assert (again.status_code, the_session(services).theme) == (412, "Less than full time")
    set_theme(services, SESSION, NewTheme(theme="", was="Less than full time"), "me", NOW)
    assert "Theme None" in text(got(services, PAGE))


# --- a message to everyone -------------------------------------------------------------------------------------


def test_a_message_is_shown_as_an_email_before_it_goes_and_goes_once() -> None:
    services = a_cafe()
    here = f"{PAGE}/change/message"
    words = {"whom": "all", "subject": "A new link", "text": "Join at https://teams.example.org/new.\n\nSee you soon!"}
    form = fields_of(got(services, here)) | words
    check = posted(services, here, form)
    assert "4 people get this email: everyone with a place, and everyone on the waiting list." in text(check)
    assert '<a href="https://teams.example.org/new" rel="noreferrer">' in check.get_body().decode()
    mail = posted(services, here, {**fields_of(check), "sure": "preview"})
    assert "Dear (their name)," in text(mail)
    assert "See or cancel your place" in text(mail)
    assert mail.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    link = re.findall(r"https://cafe.example.org(/my/[^\"<]+)", mail.get_body().decode())[0]
    assert got(services, link).status_code == 404
    assert services.tables.rows(Notice) == []
    changed = posted(services, here, {**fields_of(check), "sure": "change"})
    assert "See you soon!" in text(changed)
    for _ in range(2):
        assert posted(services, here, {**fields_of(check), "sure": "yes"}).status_code == 303
    assert [row.text for row in services.tables.rows(Notice)] == [words["text"]]


def test_a_message_twenty_minutes_before_the_start_says_when_the_last_one_goes() -> None:
    people = [a_registration(details=a_sign_up(email=f"{number}@example.org")) for number in range(700)]
    services, now = a_cafe(*people), START - 20 * MINUTE
    here = f"{PAGE}/change/message"
    form = fields_of(got(services, here, now)) | {"whom": "registered", "subject": "A new link", "text": "Join there."}
    said = text(posted(services, here, form, now))
    assert "703 people get this email" in said
    assert "Some get it only after the session has started" in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": ""}, "Enter a subject"),
        ({"text": " "}, "Enter a message"),
        ({"whom": ""}, "Select who gets the email"),
        ({"whom": "hub.nowhere"}, "Select who gets the email"),
        ({"text": "Dr Jane Smith (GMC 1234567) is ill."}, "Leave out names"),
        ({"text": "x" * 3001}, "Use 3,000 characters or fewer"),
        ({"whom": "hub.northmoor-general"}, "Nobody is meant by this choice"),
    ],
)
def test_a_message_that_cannot_go_says_why_and_keeps_its_words(wrong: dict[str, str], said: str) -> None:
    services = a_cafe()
    here = f"{PAGE}/change/message"
    words = {"whom": "registered", "subject": "Kept subject", "text": "Kept text"}
    again = posted(services, here, fields_of(got(services, here)) | words | wrong)
    assert (again.status_code, said in text(again)) == (422, True)
    assert "subject" in wrong or "Kept subject" in again.get_body().decode()
    assert "text" in wrong or "Kept text" in again.get_body().decode()
    assert services.tables.rows(Notice) == []


# --- a one-off session -----------------------------------------------------------------------------------------


def test_a_one_off_session_is_made_after_a_look_at_what_it_does() -> None:
    services = a_cafe()
    form = {"series": "pgdit", **TO_TUESDAY, "theme": "Exams"}
    check = posted(services, "/console/new-session", form)
    assert "There will be a session of Virtual Café for postgraduate doctors in training on Tuesday 15" in text(check)
    made = posted(services, "/console/new-session", {**fields_of(check), "sure": "yes"})
    assert (made.status_code, made.headers["Location"]) == (303, "/console/sessions/pgdit-2026-12-15?done=made")
    assert "The session is made." in text(got(services, made.headers["Location"]))


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"series": ""}, 422, "Select a café"),
        ({"series": "educators"}, 422, "Select a café"),
        ({"on[day]": "9"}, 409, "has a session on Wednesday 9 December 2026 already"),
        ({"on[year]": "2025"}, 422, "The date must be in the future"),
        ({"on[year]": "2030"}, 422, "The date must be within the next 12 months"),
        ({"theme": "x" * 101}, 422, "Use 100 characters or fewer"),
    ],
)
def test_a_one_off_session_that_cannot_be_says_why(wrong: dict[str, str], status: int, said: str) -> None:
    again = posted(a_cafe(), "/console/new-session", {"series": "pgdit", **TO_TUESDAY, **wrong})
    assert (again.status_code, said in text(again)) == (status, True)
    assert 'value="1.30pm"' in again.get_body().decode()


# --- questions, and afterwards ---------------------------------------------------------------------------------


def test_questions_that_wait_are_counted_and_not_shown() -> None:
    waits = WaitingText(id="w", session=SESSION, text="A secret question")
    pot = QuestionPot(road="page", could={SESSION: ("p",)}, texts=(waits,))
    page = text(got(a_cafe(a_question(text="How do I train less?"), pot, a_held(session=SESSION)), f"{PAGE}/questions"))
    assert "How do I train less?" in page
    assert "1 question waits until enough people have signed up" in page
    assert "1 text waits for somebody to read it first. Read held texts" in page
    assert "secret" not in page
    assert "There is no question yet." in text(got(a_cafe(), f"{PAGE}/questions"))


def test_afterwards_the_page_says_how_we_know_who_came_and_what_few_people_said_is_not_shown() -> None:
    over = a_session(start=START - 28 * DAY, state=SessionState.CLOSED)
    taken = AttendanceTaken(session=over.id, reported=True, people=14, unmatched=2, reports=2, at=NOW - 27 * DAY)
    figures = figures_of(over, [a_registration(session=over.id)], [], []).model_dump_json()
    services = a_cafe(over, taken, Digest(session=over.id, figures=figures, at=NOW - 26 * DAY))
    page = text(got(services, f"/console/sessions/{over.id}/after"))
    assert "By 2 reports of Teams together" in page
    assert "2 of them could not be matched" in page
    assert "fewer than 8" in page
    mail = got(services, f"/console/sessions/{over.id}/digest")
    assert "How your café session went" in text(mail)
    assert "default-src 'none'; style-src 'unsafe-inline'" in mail.headers["Content-Security-Policy"]


@pytest.mark.parametrize("why", list(NotTaken))
def test_afterwards_the_page_says_why_nobody_knows_who_came(why: NotTaken) -> None:
    over = a_session(start=START - 28 * DAY, state=SessionState.ENDED)
    taken = AttendanceTaken(session=over.id, reported=False, people=0, reason=why, at=NOW)
    page = text(got(a_cafe(over, taken), f"/console/sessions/{over.id}/after"))
    assert "How we know who was there" in page


def test_before_it_is_over_there_is_nothing_to_see_afterwards() -> None:
    assert "This session is not over yet." in text(got(a_cafe(), f"{PAGE}/after"))
    assert got(a_cafe(), f"{PAGE}/digest").status_code == 404
