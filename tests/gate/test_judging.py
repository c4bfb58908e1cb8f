"""The judgement on texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.services import the_programme
from shared.gate.judging import Judgement, Outcome, judge
from shared.gate.named_people import names_somebody
from shared.text.matching import as_words, mentions

PROGRAMME = the_programme()
REFERRAL, COMPLAINT, CAREER, CRISIS = PROGRAMME.not_for
FIT = Judgement(Outcome.PASS, None)
IDENTIFIES = Judgement(Outcome.IDENTIFIES, None)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "How is study leave counted when I work less than full time?",
        "I am a Dr in training. Who signs my portfolio?",
        "Should drs in training get rest facilities?",
        "Any dr struggling with nights can ask whom?",
        "Is a trainee called The Scholar at induction?",
        "Is a dr x ray trained?",
        "Which dr x rays are there?",
        "What does code 7700 900123 mean?",
        "As a dr working nights I never meet my supervisor.",
        "Where is Professional Support for Foundation Doctors?",
        "What may a Nurse Practitioner or a Nurse Specialist supervise?",
        "Is my Educational Supervisor Report due before the ARCP?",
        "I miss Teams meetings because of my rota; are they recorded in MS Teams?",
        "My consultant. Wednesday is my day off. What now?",
        "I was told so by my consultant. Revalidation Wales says otherwise.",
        "As a trainee, Wednesday is my only free day.",
        "The GMC rules of 2026-2027 and NHS 111 option 2: what changes?",
        "Can a Consultant Anaesthetist supervise me?",
        "Does the patient Safety module count? It took 120 minutes in 2026.",
        "Which of the 12 domains of 2026-12-09 are new, 1 to 9 or 10 to 15?",
        "Is there advice on how to complain well, or to leave on time?",
        "Who refers mental health cases? My CVP placement starts soon.",
        "What do Professors of Surgery think of Dr. as a title?",
        "Is doctor burnout a thing?",
        "MR scan requests and Ms Teams: who teaches them?",
    ],
)
def test_a_question_in_general_terms_goes_to_the_panel(question: str) -> None:
    assert judge(question, PROGRAMME) == FIT


@pytest.mark.parametrize(
    "question",
    [
        "Why is Dr Patel so slow to sign?",
        "why is dr patel so slow to sign",
        "WHY IS DR PATEL SO SLOW TO SIGN",
        "Ask Dr. P. O'Neill's secretary",
        "Mr J Smith shouts in theatre",
        "May any dr Patel sign it?",
        "dr patel is slower than any",
        "I saw a patient who was called Rose",
        "Why is Dr O'Neill so slow?",
        "Ask Dr Patel2 about it",
        "Call 016977 2222",
        "Mr A Smith shouts in theatre",
        "Prof. Jones, and Mrs. van Dyke",
        "Is it right that Dr P decides?",
        "Is it right that Professor Jane Jones decides?",
        "Nurse Jo does not let me sit down",
        "The sister Mary on the ward",
        "my consultant Jane Smith never answers",
        "my supervisor Sarah never answers",
        "My Supervisor, Jane Smith, never answers",
        "I saw a patient called Rose yesterday",
        "My manager is named Ann",
        "My NHS number is 943 476 5919",
        "see 9434765919",
        "his GMC number is 7012345",
        "GMC: 7012345",
        "hospital no. X123456 was mixed up",
        "the man with date of birth 12/3/1950",
        "Call me on 07700 900123",
        "Call me on +44 (0)161 496 0000",
        "My address is amara.nwosu@example.nhs.uk.",
    ],
)
def test_a_question_that_identifies_somebody_does_not(question: str) -> None:
    assert judge(question, PROGRAMME) == IDENTIFIES


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Can you refer me?", REFERRAL),
        ("How does self referral work?", REFERRAL),
        ("I want to make a COMPLAINT.", COMPLAINT),
        ("I was bullied  by a senior", COMPLAINT),
        ("Two grievances later", COMPLAINT),
        ("Whistleblowing: how?", COMPLAINT),
        ("Would you look at my CV?", CAREER),
        ("I am thinking of suicide", CRISIS),
        ("I can’t cope any more", CRISIS),
        ("i cant cope", CRISIS),
        ("After self-harming", CRISIS),
    ],
)
def test_a_question_for_another_service_is_told_the_place(question: str, place: object) -> None:
    assert judge(question, PROGRAMME).not_for == place


def test_of_several_services_the_first_in_the_file_is_named_but_help_in_a_crisis_before_all() -> None:
    assert judge("After a formal complaint, please refer me", PROGRAMME).not_for == REFERRAL
    assert judge("Refer me, or I will kill myself", PROGRAMME).not_for == CRISIS


SURNAMES = st.from_regex(r"[A-Z][a-z]{4,9}(-[A-Z][a-z]{3,6})?", fullmatch=True).filter(
    lambda name: not mentions("practitioner specialist associate assistant manager imaging", name)
)


@settings(deadline=None)  # the first example may import what the rule needs
@given(
    SURNAMES,
    st.sampled_from(["Dr {}", "Mr J. {}", "prof {}?", "(Nurse {})", "my consultant {} says", "Mrs {}’s"]),
)
def test_a_name_after_a_title_or_role_is_seen(name: str, written: str) -> None:
    assert names_somebody(f"Why does {written.format(name)} not answer")


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("My rotas", "rota", True),
        ("My rotation", "rota", False),
        ("job planning", "job plan", True),
        ("IMGs and others", "img", True),
        ("an image", "img", False),
        ("neurodiversity", "neurodivers", True),
        ("part-time work", "part time", True),
        ("a compart time", "part time", False),
        ("anything", "…", False),
    ],
)
def test_words_are_found_as_english_inflects_them(text: str, phrase: str, found: bool) -> None:
    assert mentions(text, phrase) is found


def test_a_text_becomes_plain_words() -> None:
    assert as_words(" I can’t – Part-Time_work!") == "i cant part time work"
