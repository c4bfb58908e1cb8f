"""Signing up again: what people left out stays on file."""

from local.memory.builders import a_sign_up
from local.memory.services import the_programme
from shared.forms.answers import read_answers
from shared.registrations.sign_up import renewed


def test_what_is_left_out_of_a_second_sign_up_stays_on_file() -> None:
    first = a_sign_up(access_needs="Captions, please.", hub="eastvale", role="FY2", follow_up=True)
    later = a_sign_up(role="ST3", provider="Eastvale Infirmary").model_copy(
        update={"blank": ("access_needs", "hub", "follow_up", "specialty")}
    )
    assert renewed(first, later) == first.model_copy(update={"role": "ST3", "provider": "Eastvale Infirmary"})


def test_own_device_is_an_answer_and_a_blank_hub_is_none() -> None:
    first = a_sign_up(hub="eastvale")
    assert renewed(first, a_sign_up(hub="")).hub == ""
    assert renewed(first, a_sign_up(hub="").model_copy(update={"blank": ("hub",)})).hub == "eastvale"


def test_a_blank_answer_and_an_unknown_one_count_as_left_out() -> None:
    raw = {
        question.id: words
        for answer, question in the_programme().forms.sign_up.questions.items()
        if (words := {"name": "Jo", "email": "jo@example.org", "audience": "pgdit", "attending": "next",
                      "agreement": "yes", "hub": "The moon", "access_needs": " "}.get(answer))
    }  # fmt: skip
    (one,) = read_answers(raw, the_programme()).sign_ups
    assert one.blank == (
        "role",
        "specialty",
        "care",
        "provider",
        "moved_from",
        "access_needs",
        "hub",
        "follow_up",
        "bulletin",
    )
