"""Failed work on pages: read by its cause, one piece at a time, and tried again or given up with a reason."""

import json
import re
from urllib.parse import urlencode

import azure.functions as func

from local.memory.builders import ADDRESS, NOW, a_delivery, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.audit_trail.rows import AuditEntry
from shared.failures import failed_work
from shared.failures.by_cause import causes
from shared.failures.rows import FailedWork
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import DeliveryDue, SessionPlanned
from shared.storage.queues import encode
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import ADMIN, COORDINATOR

HOME = "/console/failed-work"


def a_cafe(*, planned: int = 2, sign_up: bool = True) -> MemoryServices:
    """Messages about sessions that could not be planned, and a sign-up that could not be used."""
    deployed()
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    for number in range(planned):
        message = encode(SessionPlanned(session=f"pgdit-2027-01-{number + 1:02}"))
        failed_work.keep(services, SessionPlanned.QUEUE, message, "GraphUnavailable in shared.meetings.calendar", NOW)
    if sign_up:
        payload = '{"formId": "f", "responseId": "1", "response": ' + json.dumps(some_answers()) + "}"
        failed_work.keep(services, failed_work.SIGN_UP, payload, "Some answers cannot be used.", NOW)
    services.tables.operations.clear()
    return services


def get(services: MemoryServices, address: str) -> str:
    said = answer(services, Visit("GET", address, b"", ADMIN), NOW)
    assert said.status_code == 200
    return said.get_body().decode()


def post(services: MemoryServices, address: str, **fields: str) -> func.HttpResponse:
    return answer(services, Visit("POST", address, urlencode(fields).encode(), ADMIN), NOW)


def pieces(services: MemoryServices, step: str) -> list[FailedWork]:
    return list(failed_work.kept(services, step))


def address_of(row: FailedWork) -> str:
    return f"{HOME}/{row.step}/{row.id}"


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_failed_work_is_listed_by_its_cause_and_shows_nobodys_answers() -> None:
    services = a_cafe()
    page = get(services, HOME)
    said = text(page)
    assert "Making a session's Teams meeting" in page.replace("&#39;", "'")
    assert "Cause GraphUnavailable in shared.meetings.calendar Pieces 2 First Tuesday 1 December 2026, 9am" in said
    assert "Amara" not in page
    assert services.tables.operations == [("query", "failedwork")]
    assert "No work has failed." in get(a_cafe(planned=0, sign_up=False), HOME)


def test_a_page_counts_a_thousand_pieces_and_says_that_there_is_more() -> None:
    services = a_cafe(sign_up=False, planned=0)
    for number in range(1_001):
        row = FailedWork(step="s", id=f"{number:04}", cause="c", payload="{}", first_at=NOW, last_at=NOW)
        services.tables.put(row)
    found = causes(services)
    assert ([len(rows) for rows in found.by_cause.values()], found.is_all) == ([1_000], False)
    assert "There is more than this page counts" in get(services, HOME)


def test_the_pieces_of_a_cause_are_paged_and_none_is_left_out() -> None:
    services = a_cafe(planned=28)
    cause = pieces(services, SessionPlanned.QUEUE)[0].cause_id
    first = get(services, f"{HOME}/{cause}")
    assert first.count('href="/console/failed-work/session-planned/') == 25
    (after,) = re.findall(r'href="(/console/failed-work/[^"?]+\?from=[^"]+)"', first)
    assert get(services, after).count('href="/console/failed-work/session-planned/') == 3


def test_an_older_emails_link_to_a_cause_still_leads_there() -> None:
    said = answer(a_cafe(), Visit("GET", f"{HOME}?cause=0123456789ab", b"", ADMIN), NOW)
    assert (said.status_code, said.headers["Location"]) == (303, f"{HOME}/0123456789ab")


def test_a_message_is_shown_in_words() -> None:
    services = a_cafe()
    said = text(get(services, address_of(pieces(services, SessionPlanned.QUEUE)[0])))
    assert "Session Virtual Café for postgraduate doctors in training, " in said
    assert "Tried 1 time" in said


def test_a_response_is_shown_by_its_questions_and_the_look_is_in_the_audit_trail() -> None:
    services = a_cafe()
    row = pieces(services, failed_work.SIGN_UP)[0]
    said = [text(get(services, address_of(row))) for _ in range(2)][-1]
    assert f"NHS email address {ADDRESS}" in said
    assert [(one.act, one.about) for one in services.tables.rows(AuditEntry)] == [
        ("look at a response", f"sign-up.{row.id}")
    ]


def test_an_act_needs_a_choice_and_a_reason_and_nothing_typed_is_lost() -> None:
    services = a_cafe()
    address = address_of(pieces(services, SessionPlanned.QUEUE)[0])
    said = post(services, address, act="", reason="Graph is back <again>.")
    page = said.get_body().decode()
    assert (said.status_code, "<title>Error: " in page.replace("\n", "")) == (422, True)
    assert "Graph is back &lt;again&gt;." in page
    assert 'href="#act"' in page
    said = post(services, address, act="drop", reason=" ")
    assert (said.status_code, 'href="#reason"' in said.get_body().decode()) == (422, True)
    said = post(services, address, act="drop", reason="x" * 501)
    assert "500 characters or less" in said.get_body().decode()
    assert post(services, address, act="send", reason="It is not an email.").status_code == 422


def test_before_an_act_the_page_says_what_it_will_do_and_nothing_is_done() -> None:
    services = a_cafe()
    row = pieces(services, SessionPlanned.QUEUE)[0]
    page = post(services, address_of(row), act="drop", reason="It is over.").get_body().decode()
    assert "It is given up for good." in page
    assert len(pieces(services, SessionPlanned.QUEUE)) == 2
    said = post(services, address_of(row), act="drop", reason="It is over.", sure="yes")
    assert (said.status_code, said.headers["Location"]) == (303, f"{HOME}?done=dropped")
    assert len(pieces(services, SessionPlanned.QUEUE)) == 1
    assert "It is given up." in get(services, f"{HOME}?done=dropped")
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.who, entry.act, entry.reason) == ("2", "drop", "It is over.")


def test_pressing_again_after_somebody_dealt_with_it_says_so() -> None:
    services = a_cafe()
    row = pieces(services, SessionPlanned.QUEUE)[0]
    pressed = [post(services, address_of(row), act="replay", reason="Graph is back.", sure="yes") for _ in range(2)]
    assert pressed[-1].headers["Location"] == f"{HOME}?done=gone"
    assert services.queues.waiting(SessionPlanned) == [SessionPlanned.model_validate_json(row.payload)]


def test_a_whole_cause_is_tried_again_after_the_page_said_how_much_it_is() -> None:
    services = a_cafe()
    cause = f"{HOME}/{pieces(services, SessionPlanned.QUEUE)[0].cause_id}"
    assert post(services, cause, reason="").status_code == 422
    assert "2 pieces of work are tried again now." in post(services, cause, reason="Mended.").get_body().decode()
    assert post(services, cause, reason="Mended.", sure="yes").headers["Location"] == f"{HOME}?done=all"
    assert pieces(services, SessionPlanned.QUEUE) == []
    assert post(services, cause, reason="Mended.", sure="yes").headers["Location"] == f"{HOME}?done=gone"


def test_a_press_tries_two_hundred_pieces_and_says_to_press_again() -> None:
    services = a_cafe(planned=0)
    for number in range(205):
        message = encode(SessionPlanned(session=f"pgdit-2027-01-01-{number}"))
        failed_work.keep(services, SessionPlanned.QUEUE, message, "c", NOW)
    cause = f"{HOME}/{pieces(services, SessionPlanned.QUEUE)[0].cause_id}"
    assert "The first 200 pieces" in post(services, cause, reason="Mended.").get_body().decode()
    assert post(services, cause, reason="Mended.", sure="yes").headers["Location"] == f"{HOME}?done=some"
    assert len(pieces(services, SessionPlanned.QUEUE)) == 5


def test_an_email_with_an_unknown_outcome_can_be_sent_without_asking() -> None:
    services = a_cafe(planned=0, sign_up=False)
    mail = a_delivery(state=DeliveryState.UNKNOWN, kind=MailKind.REMINDER, purpose="pgdit-2026-12-09T1230.reminder-P1D")
    services.tables.put(mail)
    message = DeliveryDue(purpose=mail.purpose, person=KEYS.person(ADDRESS)).model_dump_json()
    failed_work.keep(services, failed_work.UNKNOWN_DELIVERY, message, "It did not say.", NOW)
    (row,) = pieces(services, failed_work.UNKNOWN_DELIVERY)
    page = text(get(services, address_of(row)))
    assert "Reminder (pgdit-2026-12-09T1230.reminder-P1D)" in page
    assert "they get it twice" in post(services, address_of(row), act="send", reason="Asked.").get_body().decode()
    post(services, address_of(row), act="send", reason="She asked for it.", sure="yes")
    assert services.tables.rows(Delivery)[0].state is DeliveryState.PENDING


def test_what_is_no_message_of_ours_is_shown_as_it_came() -> None:
    services = a_cafe(planned=0, sign_up=False)
    failed_work.keep_message(services, SessionPlanned.QUEUE, "<b>by hand</b>", NOW)
    assert "&lt;b&gt;by hand&lt;/b&gt;" in get(services, address_of(pieces(services, SessionPlanned.QUEUE)[0]))


def test_unknown_work_is_not_found_and_other_roles_are_refused() -> None:
    services = a_cafe()
    for address in (f"{HOME}/0123456789ab", f"{HOME}/session-planned/nothing"):
        assert answer(services, Visit("GET", address, b"", ADMIN), NOW).status_code == 404
        assert answer(services, Visit("GET", address, b"", COORDINATOR), NOW).status_code == 403
