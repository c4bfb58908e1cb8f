"""What the edge to Microsoft Graph makes of every way in which an answer can be bad, as values."""

import json
from datetime import timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import START
from shared.graph.microsoft.answers import (
    Answer,
    Event,
    Message,
    NotThere,
    Page,
    Record,
    Report,
    attendance_of,
    code,
    error_of,
    read,
    retry_after,
)
from shared.graph.protocol import GraphUnavailable, NothingDone, NotPermitted, OutcomeUnknown, Refused, Stay, Throttled


def an_answer(status: int, error: str = "SomeCode", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, f'{{"error": {{"code": "{error}", "message": "about a.person@x"}}}}'.encode())


@pytest.mark.parametrize(
    ("status", "read_error", "send_error"),
    [
        (301, GraphUnavailable, OutcomeUnknown),
        (407, GraphUnavailable, OutcomeUnknown),
        (400, Refused, Refused),
        (401, GraphUnavailable, GraphUnavailable),
        (403, NotPermitted, NotPermitted),
        (404, NotThere, NotThere),
        (408, GraphUnavailable, OutcomeUnknown),
        (409, GraphUnavailable, GraphUnavailable),
        (412, GraphUnavailable, GraphUnavailable),
        (413, Refused, Refused),
        (429, Throttled, Throttled),
        (500, GraphUnavailable, OutcomeUnknown),
        (502, GraphUnavailable, OutcomeUnknown),
        (503, GraphUnavailable, OutcomeUnknown),
        (504, GraphUnavailable, OutcomeUnknown),
        (507, GraphUnavailable, OutcomeUnknown),
    ],
)
def test_each_status_has_its_error(status: int, read_error: type[Exception], send_error: type[Exception]) -> None:
    assert type(error_of(an_answer(status))) is read_error
    assert type(error_of(an_answer(status), repeatable=False)) is send_error


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_is_no_error(status: int) -> None:
    assert error_of(an_answer(status)) is None


@pytest.mark.parametrize(("status", "sent"), [(200, False), (201, False), (202, True), (203, False), (204, False)])
def test_only_a_202_says_that_a_mail_was_taken(status: int, sent: bool) -> None:
    assert (error_of(Answer(status, {}, b""), repeatable=False) is None) is sent


@pytest.mark.parametrize("status", [400, 402, 403, 404, 405, 407, 410, 413, 422, 429, 451, 499])
@pytest.mark.parametrize("page", [b"<html>Blocked by policy</html>", b"{}", b"", b'{"error": "blocked"}'])
def test_a_proxys_page_refuses_nothing_for_good(status: int, page: bytes) -> None:
    assert isinstance(error_of(Answer(status, {}, page)), NothingDone)
    assert isinstance(error_of(Answer(status, {}, page), repeatable=False), OutcomeUnknown)


@given(status=st.integers(100, 599), body=st.binary(max_size=60))
def test_any_answer_is_a_success_or_one_of_our_errors(status: int, body: bytes) -> None:
    ours = (Throttled, GraphUnavailable, OutcomeUnknown, Refused, NotPermitted, NotThere)
    error = error_of(Answer(status, {}, body), repeatable=False)
    assert (error is None) == (status == 202)
    assert error is None or isinstance(error, ours)


@pytest.mark.parametrize("error", ["ErrorInvalidUser", "MailboxNotEnabledForRESTAPI", "ResourceNotFound"])
def test_a_404_about_the_mailbox_is_for_somebody_to_mend(error: str) -> None:
    assert str(error_of(an_answer(404, error))) == (
        f"The organiser has no mailbox that Graph can use: Graph answered 404 {error}."
    )


def test_an_error_tells_the_code_and_the_request_and_nothing_of_the_message() -> None:
    answer = an_answer(503, "ErrorServerBusy", request_id="4d6e9a6e-1b2c-4f7a-9d56-000000000001")
    assert str(error_of(answer)) == ("Graph answered 503 ErrorServerBusy, request 4d6e9a6e-1b2c-4f7a-9d56-000000000001")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b'{"error": null}', b'{"error": {"code": 5}}', b'{"error": {"code": "a b"}}'],
)
def test_a_body_without_a_code_has_none(body: bytes) -> None:
    assert code(Answer(400, {}, body)) == ""
    assert str(error_of(Answer(400, {}, body))) == "Graph answered 400"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("2.128", 2.128), ("17", 17), ("0", 0), ("-5", 0), ("999999999", 86_400), (" 3 ", 3)],
)
def test_retry_after_is_whole_or_fractional_seconds(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "Wed, 99 Dec 2026 12:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str) -> None:
    assert retry_after({"retry-after": value, "date": format_datetime(START, usegmt=True)}) is None


def test_a_retry_after_date_counts_from_the_answers_own_date() -> None:
    later = format_datetime(START + timedelta(seconds=90), usegmt=True)
    assert retry_after({"retry-after": later, "date": format_datetime(START, usegmt=True)}) == timedelta(seconds=90)
    assert retry_after({"retry-after": later}) is None


@given(seconds=st.integers(-100_000, 100_000), hours=st.integers(-12, 12))
def test_a_retry_after_date_is_never_in_the_past_and_never_beyond_a_day(seconds: int, hours: int) -> None:
    there = timezone(timedelta(hours=hours))
    value = format_datetime((START + timedelta(seconds=seconds)).astimezone(there))
    waits = retry_after({"retry-after": value, "date": format_datetime(START, usegmt=True)})
    assert waits == timedelta(seconds=min(max(seconds, 0), 86_400))


def test_a_429_that_does_not_say_how_long_means_half_a_minute() -> None:
    error = error_of(an_answer(429))
    assert isinstance(error, Throttled)
    assert error.after == timedelta(seconds=30)


def test_an_answer_that_is_not_graphs_may_be_better_next_time() -> None:
    with pytest.raises(GraphUnavailable, match=r"^Graph answered 200, but it cannot be read: id$"):
        read(Event, Answer(200, {}, b"{}"))
    with pytest.raises(GraphUnavailable, match=r"but it cannot be read: body$"):
        read(Event, Answer(200, {}, b"<html>Sign in to the guest network</html>"))


def test_what_cannot_be_read_in_one_line_of_a_report_hides_no_other_line() -> None:
    strange = {"joinDateTime": "soon", "leaveDateTime": "", "durationInSeconds": "many"}
    sums = ["2400", 2400.0, None, -5, True, "nan", []]
    lines = [{"attendanceIntervals": [strange], "totalAttendanceInSeconds": one} for one in sums]
    page = read(Page[Record], Answer(200, {}, json.dumps({"value": lines}).encode()))
    records = attendance_of(Report(id="1"), page.value).records
    assert {record.stays for record in records} == {(Stay(None, None, None),)}
    assert [record.lasted for record in records] == [timedelta(minutes=40)] * 2 + [None] * 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"<html>Sign in</html>",
        b'{"value": null}',
        b'{"value": {}}',
        b'{"value": "nothing"}',
        b'{"value": [{}]}',
        b'{"value": [{"id": 5, "isDraft": false}]}',
        b'{"value": [{"id": "", "isDraft": false}]}',
        b'{"value": [{"id": "a"}]}',
        b'{"value": [{"id": "a", "isDraft": null}]}',
        b'{"value": [{"id": "a", "isDraft": "no"}]}',
        b'{"value": [{"id": "a", "isDraft": fal',
        b'{"value": [], "@odata.nextLink": 5}',
        b"\xff\xfe",
    ],
)
def test_a_list_that_is_not_understood_does_not_say_that_there_is_nothing(body: bytes) -> None:
    with pytest.raises(GraphUnavailable):
        read(Page[Message], Answer(200, {}, body))
