"""The facilitators' briefing on the evening before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import START, a_delivery, a_question, a_registration, a_session, a_sign_up
from local.memory.services import some_services
from shared.letters import briefing
from shared.mail.letter import Letter, Missed
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import SessionState
from shared.storage.row import Row
from tests.letters.letter_reading import lines, read, unreadable_links

HOST = "imogen.hartley@example.nhs.uk"
EVENING = START - timedelta(hours=19)
PURPOSE = "pgdit-2026-12-09T1230.briefing"
WAITING, CANCELLED = RegistrationState.WAITING, RegistrationState.CANCELLED


def people(
    count: int,
    *,
    first: int = 0,
    state: RegistrationState = RegistrationState.REGISTERED,
    specialty: str = "General practice",
    hub: str = "",
    access_needs: str = "",
) -> list[Registration]:
    """So many people, alike but for their names and addresses."""
    return [
        a_registration(
            details=a_sign_up(
                name=f"Registrant {number}",
                email=f"registrant.{number}@example.org",
                specialty=specialty,
                hub=hub,
                access_needs=access_needs,
            ),
            state=state,
        )
        for number in range(first, first + count)
    ]


def composed(
    having: Sequence[Row] = (a_session(),),
    *,
    email: str = HOST,
    purpose: str = PURPOSE,
    now: datetime = EVENING,
) -> Letter:
    delivery = a_delivery(email=email, purpose=purpose, detail="")
    return briefing.compose(some_services(having=having), delivery, now)


def test_a_briefing_goes_to_the_facilitator_and_counts_people() -> None:
    rows = [
        a_session(),
        *people(23),
        *people(4, first=23, state=WAITING),
        *people(30, first=27, state=CANCELLED),
    ]
    letter = composed(rows)
    assert (letter.to, letter.subject) == (
        HOST,
        "Briefing: Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026, 12:30pm",
    )
    assert lines(letter)[2:9] == [
        "Dear Dr Imogen Hartley,",
        "This is what we know about the session that you are hosting.",
        "Session: Virtual Café for postgraduate doctors in training",
        "When: Wednesday 9 December 2026, 12:30pm to 1:30pm",
        "Registered: about 25",
        "Join on Microsoft Teams",
        "https://teams.example.org/l/meetup-join/1",
    ]


def test_every_link_can_be_read() -> None:
    assert unreadable_links(composed()) == set()


def test_a_briefing_hides_small_numbers() -> None:
    rows = [
        a_session(),
        *people(21, specialty="General practice"),
        *people(2, first=21, specialty="general  Practice", hub="eastvale"),
        *people(41, first=23, specialty="Paediatrics", hub="northmoor-general"),
        *people(3, first=64, specialty="Ophthalmology"),
        *people(5, first=67, specialty=""),
    ]
    said = lines(composed(rows))
    start = said.index("Specialty | People |")
    assert said[start + 1 : start + 5] == [
        "Paediatrics | 40 |",
        "General practice | 25 |",
        "Other | 10 |",
        "How they join | People |",
    ]
    start = said.index("How they join | People |")
    assert said[start + 1 : start + 3] == [
        "Northmoor General, Postgraduate Centre | 40 |",
        "On their own device | 30 |",
    ]
    assert said[-3] == (
        "Numbers below 8 have no row of their own, so that nobody can be found in them. "
        'They are under "Other" or left out. Numbers are rounded to the nearest 5.'
    )


@pytest.mark.parametrize("need", ["Dr Jane Smith on 07700 900123 knows what I need", "I think of suicide."])
def test_a_need_that_names_somebody_or_tells_of_a_crisis_is_not_shown(need: str) -> None:
    letter = composed([a_session(), *people(1, access_needs=need), *people(1, first=1, access_needs="Live captions")])
    assert need not in letter.html
    assert "Live captions" in lines(letter)
    assert (
        "Something that people asked for is not shown here, because it may name somebody or tell of a crisis. "
        "The administrators of the café can look it up."
    ) in lines(letter)


def test_a_need_that_speaks_of_a_service_is_a_need_all_the_same() -> None:
    letter = composed([a_session(), *people(1, access_needs="Captions; PSW referral form in large print")])
    assert "Captions; PSW referral form in large print" in lines(letter)


def test_a_label_that_names_somebody_is_counted_with_the_others() -> None:
    rows = [
        a_session(),
        *people(30),
        *people(20, first=30, specialty="Surgery"),
        *people(20, first=50, specialty="ask Dr Jane Patel on 07700 900123"),
        *people(15, first=70, specialty="other"),
    ]
    letter = composed(rows)
    said = lines(letter)
    start = said.index("Specialty | People |")
    assert said[start + 1 : start + 4] == ["General practice | 30 |", "Surgery | 20 |", "Other | 35 |"]
    assert "Patel" not in letter.html


def test_every_briefing_of_a_session_tells_the_same_numbers() -> None:
    services = some_services(having=[a_session(), *people(12)])
    delivery = a_delivery(email=HOST, purpose=PURPOSE, detail="")
    first = briefing.compose(services, delivery, EVENING)
    for one in people(1, first=12):
        services.tables.put(one)
    assert briefing.compose(services, delivery, EVENING + timedelta(minutes=1)).html == first.html


@pytest.mark.parametrize("count", [2_000, 5_000])
def test_a_briefing_of_many_people_with_many_words_fits_into_a_mail(count: int) -> None:
    rows = [
        a_session(),
        *(
            one.model_copy(
                update={"details": one.details.model_copy(update={"access_needs": f"{number} " + '<&>"' * 120})}
            )
            for number, one in enumerate(people(count))
        ),
        *(a_question(id=str(number), text=f"{number} " + "Why & how? " * 180) for number in range(count)),
    ]
    letter = composed(rows)
    assert len(letter.html.encode()) < 1_000_000
    assert [line for line in lines(letter) if line.startswith("… and about")] == [
        f"… and about {count - 10} more.",
        f"… and about {count - 40} more.",
    ]


def test_a_briefing_has_needs_and_questions_but_no_names() -> None:
    rows = [
        a_session(),
        *people(1, access_needs="Live captions"),
        *people(1, first=1, access_needs="Live captions"),
        *people(1, first=2, access_needs="Slides before <b>the session</b>"),
        *people(1, first=3, access_needs="Not coming after all", state=CANCELLED),
        a_question(id="1", text="How do I apply to train less than full time?"),
        a_question(id="2", text="<script>alert(1)</script> & study leave?"),
    ]
    letter = composed(rows)
    said = lines(letter)
    start = said.index("Questions for the panel")
    assert said[start + 1 : start + 7] == [
        "How do I apply to train less than full time?",
        "<script>alert(1)</script> & study leave?",
        "What helps people take part",
        "People who are coming have asked for:",
        "Live captions",
        "Slides before <b>the session</b>",
    ]
    assert not {"script", "b"} & set(read(letter).elements)
    assert "Registrant" not in letter.html
    assert "registrant." not in letter.html


def test_a_briefing_of_an_empty_session_says_so() -> None:
    said = lines(composed())
    assert said[6] == "Registered: fewer than 8"
    assert "Nobody has asked a question in advance." in said
    assert "The numbers are too small to say where people come from. The digest adds them up over three months." in said


@pytest.mark.parametrize(
    ("having", "email", "purpose", "now", "reason"),
    [
        ((), HOST, PURPOSE, EVENING, "the session is not kept any more"),
        ((a_session(state=SessionState.CANCELLED),), HOST, PURPOSE, EVENING, "the session is cancelled"),
        (
            (a_session(),),
            HOST,
            "pgdit-2026-12-08T1230.briefing",
            EVENING,
            "the session was moved",
        ),
        ((a_session(),), HOST, PURPOSE, START, "the session has begun"),
        (
            (a_session(),),
            "wenli.tan@example.nhs.uk",
            PURPOSE,
            EVENING,
            "this facilitator no longer hosts the series",
        ),
    ],
)
def test_a_briefing_that_is_no_longer_wanted_is_missed(
    having: Sequence[Row], email: str, purpose: str, now: datetime, reason: str
) -> None:
    with pytest.raises(Missed) as missed:
        composed(having, email=email, purpose=purpose, now=now)
    assert str(missed.value) == reason
