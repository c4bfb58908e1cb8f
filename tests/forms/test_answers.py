"""Answers of the sign-up Form."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from local.memory.builders import some_answers
from local.memory.services import the_programme
from shared.forms.answers import (
    NotAResponse,
    UnusableAnswers,
    read_answers,
    response_body,
    submitted_at,
)
from shared.forms.values import texts
from shared.programme.forms import Answer
from shared.programme.reading import parse_programme
from shared.registrations.sign_up import SignUp
from shared.text.addresses import mended_address
from tests.the_app import ROOT

PROGRAMME = the_programme()
QUESTIONS = PROGRAMME.forms.sign_up.questions
PGDIT = "The café for postgraduate doctors in training"
EDUCATORS = "The café for educators"
CAFE = (ROOT / "cafe.toml").read_text("utf-8")
ONE_QUESTION = "r" + "5" * 32


def sign_up(changed: Mapping[Answer, object]) -> SignUp:
    """The one sign-up that a usable response with these answers gives."""
    (one,) = read_answers(some_answers(changed), PROGRAMME).sign_ups
    return one


def errors(changed: Mapping[Answer, object]) -> dict[Answer, str]:
    """What is said about a response with these answers."""
    with pytest.raises(UnusableAnswers) as unusable:
        read_answers(some_answers(changed), PROGRAMME)
    return {error.field: error.message for error in unusable.value.errors}


def test_a_complete_response_becomes_a_sign_up_and_a_question_without_author() -> None:
    raw = {
        Answer.NAME: "Amara Nwosu",
        Answer.EMAIL: "Amara.Nwosu@example.nhs.uk",
        Answer.AUDIENCE: PGDIT,
        Answer.ATTENDING: "Every one, until I say stop",
        Answer.ROLE: "GP registrar",
        Answer.SPECIALTY: "General practice",
        Answer.CARE: "Primary care",
        Answer.PROVIDER: "Moor Lane Surgery",
        Answer.MOVED_FROM: "Southmere",
        Answer.ACCESS_NEEDS: "Captions",
        Answer.HUB: "Eastvale Infirmary",
        Answer.QUESTION: "How do I count study leave?",
        Answer.AGREEMENT: "I agree",
        Answer.SEND_ANSWERS: "Yes",
        Answer.SEND_BULLETIN: "Yes",
    }
    answers = read_answers(some_answers(raw), PROGRAMME)
    assert answers.question == "How do I count study leave?"
    assert answers.sign_ups == (
        SignUp(
            name="Amara Nwosu",
            email="Amara.Nwosu@example.nhs.uk",
            series="pgdit",
            every_session=True,
            role="GP registrar",
            specialty="General practice",
            care="primary",
            provider="Moor Lane Surgery",
            moved_from="Southmere",
            access_needs="Captions",
            hub="eastvale",
            follow_up=True,
            bulletin=True,
        ),
    )


def test_everything_that_is_wrong_is_told_at_once_in_the_forms_order_and_words() -> None:
    with pytest.raises(UnusableAnswers) as unusable:
        read_answers({}, PROGRAMME)
    assert [(error.title, error.message) for error in unusable.value.errors] == [
        ("Your full name", "Enter your full name"),
        ("Your work or NHS email address", "Enter an email address like name@example.nhs.uk"),
        ("Which café do you want to join?", "Select which café you want to join"),
        ("Which sessions?", "Select which sessions you want to join"),
        ("I agree to the ground rules of the café", "You can only join if you agree to the ground rules"),
    ]
    assert str(unusable.value) == "answers that cannot be used: name, email, audience, attending, agreement"


@pytest.mark.parametrize(
    "given_answer",
    [
        '["The café for educators"]',
        ["The café for educators"],
        "  the  CAFÉ for\u00a0educators\u200b ",
        "The cafe\u0301 for educators",
        "educators",
    ],
)
def test_a_choice_is_known_however_it_was_sent(given_answer: object) -> None:
    assert sign_up({Answer.AUDIENCE: given_answer}).series == "educators"


@pytest.mark.parametrize(
    "both",
    [json.dumps([PGDIT, EDUCATORS]), [PGDIT, EDUCATORS], f"{PGDIT};{EDUCATORS};", [PGDIT, EDUCATORS, PGDIT]],
)
def test_somebody_who_chooses_two_cafes_is_signed_up_for_each(both: object) -> None:
    answers = read_answers(some_answers({Answer.AUDIENCE: both}), PROGRAMME)
    assert [one.series for one in answers.sign_ups] == ["pgdit", "educators"]


def test_an_answer_that_is_no_option_is_told_the_options() -> None:
    assert errors({Answer.AUDIENCE: "The tea room", Answer.ATTENDING: ["The next one", "Perhaps"]}) == {
        Answer.AUDIENCE: f"Select from these answers: “{PGDIT}”; “{EDUCATORS}”",
        Answer.ATTENDING: "Select from these answers: “The next one”; “Every one, until I say stop”",
    }


@pytest.mark.parametrize("refusal", ["I do not agree", "No", False, "", None, '["Yes", "No"]'])
def test_nobody_joins_without_agreeing_to_the_ground_rules(refusal: object) -> None:
    assert errors({Answer.AGREEMENT: refusal}) == {
        Answer.AGREEMENT: "You can only join if you agree to the ground rules"
    }


def test_a_checkbox_may_arrive_as_a_boolean() -> None:
    assert sign_up({Answer.AGREEMENT: True, Answer.SEND_ANSWERS: True}).follow_up is True


@pytest.mark.parametrize("answers", ["Yes", "No", "", "Perhaps"])
@pytest.mark.parametrize("bulletin", ["Yes", "No", "", "Perhaps"])
def test_each_of_the_two_consents_counts_for_itself_and_only_a_yes_counts(answers: str, bulletin: str) -> None:
    told = sign_up({Answer.SEND_ANSWERS: answers, Answer.SEND_BULLETIN: bulletin})
    assert (told.follow_up, told.bulletin) == (answers == "Yes", bulletin == "Yes")


@pytest.mark.parametrize(("chosen", "kept"), [("Yes", True), ("No", False), ("", False), ("Perhaps", False)])
def test_a_form_that_asks_for_both_in_one_question_is_still_read_as_it_was_asked(chosen: str, kept: bool) -> None:
    begin, end = CAFE.index("[forms.sign_up.questions.send_answers]"), CAFE.index("# --- the feedback Form")
    one_question = f"""
[forms.sign_up.questions.follow_up]
id = "{ONE_QUESTION}"
title = "May we follow up with the answers and the horizon-scan bulletin?"
options = {{ "Yes" = "yes", "No" = "no" }}
"""
    programme = parse_programme(CAFE[:begin] + one_question + CAFE[end:])
    (told,) = read_answers({**some_answers(), ONE_QUESTION: chosen}, programme).sign_ups
    assert (told.follow_up, told.bulletin) == (kept, kept)


@pytest.mark.parametrize(
    ("kept", "consents"),
    [
        ({"follow_up": True}, (True, True)),
        ({"follow_up": False}, (False, False)),
        ({}, (False, False)),
        ({"follow_up": True, "bulletin": False}, (True, False)),
        ({"follow_up": False, "bulletin": True}, (False, True)),
    ],
)
def test_an_old_rows_one_yes_counts_for_both_and_a_new_rows_for_itself(
    kept: dict[str, bool], consents: tuple[bool, bool]
) -> None:
    row = SignUp.model_validate({"name": "Amara Nwosu", "email": "a@example.org", "series": "pgdit", **kept})
    assert (row.follow_up, row.bulletin) == consents


@pytest.mark.parametrize(
    ("chosen", "care"),
    [
        ("Secondary care", "secondary"),
        (["Primary care", "Secondary care"], "both"),
        ('["Secondary care","Mental health"]', "secondary"),
        ("Both", "both"),
        ("Mental health", ""),
        ("", ""),
    ],
)
def test_care_counts_what_it_knows(chosen: object, care: str) -> None:
    assert sign_up({Answer.CARE: chosen}).care == care


@pytest.mark.parametrize("chosen", ["No, I join on my own device", "Other", "The library", "", None, 7])
def test_somebody_who_names_no_hub_of_ours_joins_on_their_own_device(chosen: object) -> None:
    assert sign_up({Answer.HUB: chosen}).hub == ""


@pytest.mark.parametrize(
    "written",
    [
        "amara.nwosu@example.nhs.uk",
        " amara.nwosu@example.nhs.uk. ",
        "mailto:amara.nwosu@example.nhs.uk",
        "Amara Nwosu <amara.nwosu@example.nhs.uk>",
        '"Nwosu, Amara" <amara.nwosu@example.nhs.uk>;',
        "<mailto:amara.nwosu@example.nhs.uk>",
        "amara.nwosu@\u200bexample.nhs.uk",
    ],
)
def test_slips_in_an_address_that_leave_no_doubt_are_mended(written: str) -> None:
    assert sign_up({Answer.EMAIL: written}).email == "amara.nwosu@example.nhs.uk"


@pytest.mark.parametrize(
    "written",
    [
        "amara",
        "amara@",
        "amara nwosu@example.nhs.uk",
        "a@example.nhs.uk, b@example.nhs.uk",
        "amara@nhs",
        "a@b@c.uk",
    ],
)
def test_an_address_in_doubt_is_asked_for_again(written: str) -> None:
    assert errors({Answer.EMAIL: written}) == {Answer.EMAIL: "Enter an email address like name@example.nhs.uk"}


def test_somebody_who_leaves_the_address_blank_is_known_by_the_account_they_signed_in_with() -> None:
    raw = some_answers({Answer.EMAIL: ""}) | {"responder": "amara.nwosu@example.nhs.uk"}
    assert read_answers(raw, PROGRAMME).sign_ups[0].email == "amara.nwosu@example.nhs.uk"


def test_an_anonymous_responder_has_no_address() -> None:
    assert list(errors({Answer.EMAIL: ""})) == [Answer.EMAIL]


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        (Answer.NAME, 200),
        (Answer.ROLE, 200),
        (Answer.SPECIALTY, 200),
        (Answer.PROVIDER, 200),
        (Answer.MOVED_FROM, 200),
        (Answer.ACCESS_NEEDS, 2_000),
        (Answer.QUESTION, 2_000),
    ],
)
def test_an_answer_may_be_as_long_as_its_limit_and_no_longer(field: Answer, limit: int) -> None:
    read_answers(some_answers({field: " " + "a" * limit}), PROGRAMME)
    said = f"Use {limit:,} characters or fewer: this answer has {limit + 1:,}"
    if field is Answer.NAME:
        assert errors({field: "a" * (limit + 1)}) == {field: said}
        return
    answers = read_answers(some_answers({field: "a" * (limit + 1)}), PROGRAMME)
    kept = {Answer.QUESTION: ""}.get(field, "a" * limit)
    assert [(one.field, one.message) for one in answers.unused] == [(field, said)]
    assert (answers.question if field is Answer.QUESTION else getattr(answers.sign_ups[0], field)) == kept
    assert answers.sign_ups[0].unused == (field.value,)


def test_numbers_lists_and_nothing_become_words() -> None:
    one = sign_up({Answer.ROLE: 3, Answer.SPECIALTY: ["Surgery", "Research"], Answer.PROVIDER: 2.5})
    assert (one.role, one.specialty, one.provider) == ("3", "Surgery, Research", "2.5")
    assert texts([1, 2.0, None, ["x"], {"a": "b"}, " "]) == ["1", "2"]
    assert texts(float("inf")) == []


def test_what_nobody_sees_is_taken_out_and_lines_are_kept_where_they_matter() -> None:
    answers = read_answers(
        some_answers(
            {
                Answer.NAME: "Ama\u200bra\x00\n\u00a0Nwosu\ud800\ufeff",
                Answer.QUESTION: "One.\r\n\r\n\r\n\x07Two. ",
            }
        ),
        PROGRAMME,
    )
    assert answers.sign_ups[0].name == "Amara Nwosu"
    assert answers.question == "One.\n\nTwo."


def test_questions_that_were_deleted_or_are_unknown_are_ignored() -> None:
    raw = some_answers()
    assert read_answers(raw | {"r" + "0" * 32: "", "new": "?"}, PROGRAMME) == read_answers(raw, PROGRAMME)


KEYS = st.sampled_from([*(question.id for question in QUESTIONS.values()), "responder", "other"])
ODD = st.sampled_from(["[", "[[]]", '["a"]', '[1, {"a": 2}]', "<>", "<@>;", "mailto:", "Yes", "yes;no", PGDIT])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | ODD


@settings(deadline=None)  # the first example may import what the rule needs
@given(st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=3)))
@example({QUESTIONS[Answer.NAME].id: "[" * 100_000})
@example({QUESTIONS[Answer.ROLE].id: 10**5000})
def test_any_response_is_usable_or_says_why_not(raw: dict[str, object]) -> None:
    try:
        answers = read_answers(raw, PROGRAMME)
    except UnusableAnswers as unusable:
        told = [error.field for error in unusable.errors]
        assert told == [field for field in QUESTIONS if field in told]
    else:
        assert {one.series for one in answers.sign_ups} <= {series.id for series in PROGRAMME.series}


@pytest.mark.parametrize("inner", [{"responder": "anonymous"}, '{"responder": "anonymous"}'])
def test_the_outputs_of_an_action_are_read_as_its_body(inner: object) -> None:
    outputs = {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": inner}
    assert response_body(outputs) == {"responder": "anonymous"}


KEYS = st.text().filter(lambda key: key != "body")


@given(st.dictionaries(KEYS, st.text() | st.integers() | st.none(), max_size=3), st.integers(0, 3))
def test_a_body_is_read_however_often_it_was_made_text(body: dict[str, object], times: int) -> None:
    sent: object = body
    for _ in range(times):
        sent = json.dumps(sent)
    assert response_body(sent) == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "text"),
        ("Amara Nwosu", "text"),
        ("[1, 2]", "a list"),
        (None, "a single value"),
        (json.dumps(json.dumps(json.dumps(json.dumps({})))), "text"),
        ("[" * 100_000, "text"),
    ],
)
def test_what_is_no_response_is_refused_without_being_quoted(body: object, kind: str) -> None:
    with pytest.raises(NotAResponse) as refused:
        response_body(body)
    assert str(refused.value) == f"expected the response as a JSON object of question ids and answers, got {kind}"


NOON = datetime(2026, 12, 1, 12, 34, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("12/1/2026 12:34:21 PM", NOON),
        ("12/1/2026 12:34:21\u202fPM", NOON),
        ("12/1/2026 9:05:00 AM", datetime(2026, 12, 1, 9, 5, tzinfo=UTC)),
        ("2026-12-01T12:34:21", NOON),
        ("2026-12-01T12:34:21.0000000Z", NOON),
        ("2026-12-01T13:34:21+01:00", NOON),
        ("13/1/2026 12:34:21 PM", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        (20261201, None),
        (None, None),
    ],
)
def test_the_moment_of_sending_is_read_as_utc(written: object, moment: datetime | None) -> None:
    assert submitted_at({"submitDate": written}) == moment


@given(st.text())
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = submitted_at({"submitDate": text})
    assert moment is None or moment.tzinfo is UTC


NAMES = st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?", fullmatch=True)


@given(NAMES, st.sampled_from(["{}", "<{}>", "Somebody <{}>", "mailto:{}", "MAILTO:{}.", "'{}'", "{};"]))
def test_an_address_is_found_in_what_stands_around_it(name: str, written: str) -> None:
    assert mended_address(written.format(f"{name}@example.nhs.uk")) == f"{name}@example.nhs.uk"
