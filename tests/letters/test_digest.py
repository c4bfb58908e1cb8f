"""The digest of a session, as its facilitators read it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from local.memory.builders import (
    SESSION,
    START,
    a_delivery,
    a_feedback,
    a_held,
    a_question,
    a_registration,
    a_session,
    a_sign_up,
    an_attendance,
)
from local.memory.services import some_services
from shared.feedback.own_words import own_words
from shared.figures.counting import Figures, figures_of
from shared.figures.rows import Digest
from shared.letters import digest
from shared.mail.letter import Letter, Missed
from shared.registrations.rows import RegistrationState
from shared.storage.row import Row
from tests.letters.letter_reading import lines, read, unreadable_links

HOST = "imogen.hartley@example.nhs.uk"
DAY_AFTER = START + timedelta(days=1)


def some_figures(
    *,
    session: str = SESSION,
    registered: int = 40,
    waiting: int = 0,
    came: int | None = 30,
    answers: int = 20,
    mean_score: float | None = 4.2,
    barriers: dict[str, int] | None = None,
) -> Figures:
    """A session to which 30 of 40 came."""
    return Figures(
        session=session,
        registered=registered,
        waiting=waiting,
        cancelled=2,
        came=came,
        guests=0,
        median_minutes=51,
        by_specialty={"General practice": registered},
        by_provider={"Not said": registered},
        by_care={"primary": registered},
        answers=answers,
        mean_score=mean_score,
        scores={"4": answers},
        barriers=barriers or {},
    )


def a_digest(figures: Figures) -> Digest:
    return Digest(session=figures.session, figures=figures.model_dump_json(), told=(figures.session,), at=DAY_AFTER)


def composed(
    having: Sequence[Row], *, email: str = HOST, now: datetime = DAY_AFTER, with_session: bool = True
) -> Letter:
    rows = [a_session(), *having] if with_session else having
    return digest.compose(some_services(having=rows), a_delivery(email=email, detail=""), now)


def test_a_digest_tells_who_came() -> None:
    letter = composed([a_digest(some_figures())])
    assert (letter.to, letter.subject) == (
        HOST,
        "Digest: Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026",
    )
    said = lines(letter)
    start = said.index("How it went")
    assert said[start + 1 : start + 7] == [
        "Came: about 30 of the people with a place (75%).",
        "Half of the people stayed for 51 minutes or longer.",
        "Registered the evening before: about 40.",
        "Feedback from about 20 people.",
        "Usefulness, from 1 to 5: 4 on average.",
        "Themes and who can help",
    ]


def test_a_digest_stands_beside_the_last_three_sessions() -> None:
    before = [
        some_figures(session="pgdit-2026-08-12", registered=200, came=200),
        some_figures(session="pgdit-2026-09-09", registered=50, came=None),
        some_figures(session="pgdit-2026-10-14", registered=6, came=4),
        some_figures(session="pgdit-2026-11-11", registered=22, came=12),
    ]
    later = some_figures(session="pgdit-2027-01-13", registered=300, came=300)
    said = lines(composed([a_digest(one) for one in (*before, some_figures(), later)]))
    start = said.index("Session | Registered | Came | Share |")
    assert said[start + 1 : start + 5] == [
        "9 December 2026 | 40 | 30 | 75% |",
        "11 November 2026 | 20 | 10 | 55% |",
        "14 October 2026 | under 8 | under 8 | – |",
        "9 September 2026 | 50 | not known | – |",
    ]
    assert said[said.index("Quarter | Registered | Came | Feedback |") + 1] == (
        "July to September 2026 | 250 | not known | 40 |"
    )


def test_a_digest_looks_back_no_further_than_it_has_to() -> None:
    years_ago = some_figures(session="pgdit-2020-12-09", registered=200)
    said = lines(composed([a_digest(one) for one in (years_ago, some_figures())]))
    assert "Beside earlier sessions" not in said


def test_a_digest_without_a_report_says_why_and_what_to_do() -> None:
    said = lines(composed([a_digest(some_figures(came=None).model_copy(update={"guests": None}))]))
    start = said.index("How it went")
    assert said[start + 1 : start + 4] == [
        "We do not know who came, because Teams gave no attendance report for this session. So the email that asks for "
        "feedback went to everybody with a place, as if they had come.",
        "The person who organised the meeting can still see the report in Teams: open the meeting in the calendar, "
        'then select "Attendance" and "Download". Send the file to virtual.cafe@example.nhs.uk. If no report is there, '
        "ask the people who operate the café whether attendance reports are switched on.",
        "Registered the evening before: about 40.",
    ]


def test_words_of_few_people_wait_and_then_come_with_those_of_others() -> None:
    held = Digest(session=SESSION, figures=some_figures(answers=3).model_dump_json(), held=(SESSION,), at=DAY_AFTER)
    feedback = a_feedback(words="More like this")
    assert "More like this" not in composed([held, feedback]).html
    later = Digest(
        session=SESSION,
        figures=some_figures().model_dump_json(),
        told=("pgdit-2026-11-11", SESSION),
        at=DAY_AFTER,
    )
    earlier = a_feedback(session="pgdit-2026-11-11", words="Clinic overran")
    said = lines(composed([later, feedback, earlier]))
    start = said.index("Anything else")
    assert said[start + 1 : start + 4] == [
        "Clinic overran",
        "More like this",
        "Some of these words are about earlier sessions. They waited until enough people had answered.",
    ]


def test_a_digest_has_themes_with_who_helps() -> None:
    rows = [
        a_digest(some_figures()),
        a_question(id="1", text="How do I train part time?"),
        a_feedback(id="1", unanswered="Who approves study leave?"),
        a_feedback(id="2", change="I will ask for study leave in time."),
    ]
    said = lines(composed(rows))
    start = said.index("Themes and who can help")
    assert said[start + 1 : start + 3] == [
        "Study leave. Study leave team: https://studyleave.example.nhs.uk",
        "Less than full time training. LTFT champion and the LTFT application guide: https://ltft.example.nhs.uk",
    ]


def test_a_digest_shows_what_people_said_under_what_it_answers() -> None:
    rows = [
        a_digest(some_figures()),
        a_question(text="<b>Who</b> signs & when?"),
        a_feedback(id="1", unanswered="Exam leave", change="Ask earlier", words="More like this"),
        a_feedback(id="2", came=False, score=None, stopped_by=["work"], words="Clinic overran"),
    ]
    letter = composed(rows)
    said = lines(letter)
    start = said.index("What people asked")
    assert said[start : start + 10] == [
        "What people asked",
        "<b>Who</b> signs & when?",
        "What was left unanswered or missing",
        "Exam leave",
        "Good practice: what people will do differently",
        "Ask earlier",
        "Unmet needs: what people who could not come told us",
        "Clinic overran",
        "Anything else",
        "More like this",
    ]
    assert "b" not in read(letter).elements
    assert unreadable_links(letter) == set()


def test_a_digest_says_that_something_is_held_and_not_what() -> None:
    rows = [a_digest(some_figures()), a_feedback(id="2", words="Good"), a_held(text="Dr Patel was rude to me")]
    letter = composed(rows)
    assert "Patel" not in letter.html
    held = "Something that people wrote is not shown yet, because a person has to read it first."
    assert held in lines(letter)


@pytest.mark.parametrize("other", [{"session": "pgdit-2026-11-11"}, {"state": "released"}, {"day": date(2026, 11, 9)}])
def test_a_digest_is_silent_about_what_is_held_for_others_or_not_any_more(other: dict[str, Any]) -> None:
    letter = composed([a_digest(some_figures()), a_held(**other)])
    assert "not shown yet" not in letter.html


def test_a_text_that_a_person_let_pass_is_printed_as_it_is() -> None:
    letter = composed([a_digest(some_figures()), a_feedback(words="Dr Patel was kind", is_late_text=True)])
    assert "Dr Patel was kind" in letter.html


def test_blank_words_are_no_words() -> None:
    said = own_words([a_question()], [a_feedback(words="Good"), a_feedback(id="2")], withheld=False)
    assert (said.withheld, said.texts) == (False, ["How do I apply to train less than full time?", "Good"])


def test_what_several_said_is_printed_once() -> None:
    answers = [a_feedback(id=str(number), words=words) for number, words in enumerate(["Good", "Too short", "Good"])]
    said = own_words([], answers, withheld=False)
    assert said.printed == [("Anything else", ["Good", "Too short"])]
    assert (said.withheld, said.texts) == (False, ["Good", "Too short", "Good"])


def test_a_digest_suggests_what_to_change() -> None:
    rows = [
        a_digest(some_figures(waiting=9, barriers={"space": 8, "device": 2, "work": 12, "something-new": 9})),
        a_feedback(unanswered="Exam leave"),
    ]
    said = lines(composed(rows))
    start = said.index("What to change")
    assert said[start + 1 : start + 6] == [
        "Some people had no device or no quiet place. Name the hubs in the reminder, or ask for another hub.",
        "Work kept some people away. Ask programme directors to protect the hour, or try another weekday.",
        "Some people waited and did not get a place. Think about a larger capacity or another session.",
        "Something was left unanswered or missing. Answer it in the next session or in the bulletin.",
        "Themes and who can help",
    ]
    start = said.index("What stopped people | People |")
    assert said[start + 1 : start + 4] == [
        "something-new | 10 |",
        "No quiet or private space | 10 |",
        "Rota or clinical work | 10 |",
    ]


def test_what_few_people_said_suggests_nothing() -> None:
    figures = some_figures(waiting=7, barriers={"work": 7, "time": 1})
    assert "What to change" not in lines(composed([a_digest(figures)]))


def test_a_digest_without_anything_to_suggest_says_nothing() -> None:
    said = lines(composed([a_digest(some_figures())]))
    assert "What to change" not in said
    assert "None of the programme's themes stood out." in said


def test_a_digest_of_counted_rows_never_prints_a_small_number() -> None:
    people = [
        a_registration(
            details=a_sign_up(email=f"registrant.{number}@example.org", specialty=specialty, care="both"),
            state=state,
        )
        for number, (specialty, state) in enumerate(
            [("Paediatrics", RegistrationState.REGISTERED)] * 3
            + [("Surgery", RegistrationState.REGISTERED)] * 2
            + [("Surgery", RegistrationState.CANCELLED)] * 4
        )
    ]
    came = [an_attendance(attendee=one.person) for one in people[:4]]
    figures = figures_of(a_session(), people, came, [a_feedback(), a_feedback(id="2", score=1)])
    said = lines(composed([a_digest(figures)]))
    start = said.index("How it went")
    assert said[start + 1 : start + 4] == [
        "Came: fewer than 8 of the people with a place.",
        "Registered the evening before: fewer than 8.",
        "Feedback from fewer than 8 people.",
    ]
    assert "The numbers of this session are too small to say where people came from." in said
    assert not [line for line in said if "|" in line]


@pytest.mark.parametrize(
    ("with_session", "having", "email", "reason"),
    [
        (True, (), HOST, "the session has no digest"),
        (False, (a_digest(some_figures()),), HOST, "the session is not kept any more"),
        (
            True,
            (a_digest(some_figures()),),
            "wenli.tan@example.nhs.uk",
            "this facilitator no longer hosts the series",
        ),
    ],
)
def test_a_digest_nobody_waits_for_is_missed(
    with_session: bool, having: Sequence[Row], email: str, reason: str
) -> None:
    with pytest.raises(Missed) as missed:
        composed(having, email=email, with_session=with_session)
    assert str(missed.value) == reason
