"""The judgement on a text, by examples of each rule."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.measures.gate import kind_of, labelled
from local.memory.services import the_programme
from shared.gate.judging import Judgement, Outcome, judge

PROGRAMME = the_programme()
REFERRAL, COMPLAINT, CAREER, HELP = PROGRAMME.not_for
SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))
FIELD = SAMPLES / "field" / "screening.json"
ENTRIES = {"psw": REFERRAL, "complaint": COMPLAINT, "career": CAREER, "help": HELP, "": None}
CRISES = [one.text for one in labelled() if one.right == "crisis" and judge(one.text, PROGRAMME).outcome == "crisis"]
HARMLESS = [one.text for one in labelled("tuning") if one.right == "panel"]


@pytest.mark.skipif(not FIELD.is_file(), reason="the samples from the field are not on this machine")
def test_the_samples_from_the_field_come_out_right() -> None:
    for one in json.loads(FIELD.read_text("utf-8")):
        assert (one["text"], kind_of(judge(one["text"], PROGRAMME))) == (one["text"], one["right"])


@pytest.mark.parametrize(
    ("text", "outcome", "beside"),
    [
        ("", "pass", ""),
        (" \u200b\n", "pass", ""),
        ("How is study leave counted?", "pass", ""),
        # who is in a crisis
        ("I want to die", "crisis", "help"),
        ("To die is all I want", "crisis", "help"),
        ("Dr Marsh told me off and I want to die", "crisis", "help"),
        ("Refer me, or I will kill myself", "crisis", "help"),
        ("My trainee says she will kill herself tonight", "crisis", "help"),
        ("My trainee tried to kill herself last year", "held", "help"),
        ("What should a supervisor do if a trainee says she will kill herself?", "pass", "help"),
        ("How do we talk about suicide prevention at induction?", "pass", "help"),
        # what is denied
        ("I am not suicidal but nights are hard", "pass", "help"),
        ("I am not suicidal but I can't see the point of going on", "crisis", "help"),
        ("I cannot stop thinking about killing myself", "crisis", "help"),
        ("No complaint, just a word of thanks", "pass", ""),
        # what only sounds like one
        ("I am dying to know the new rota", "pass", ""),
        ("I cannot cope with the new e-portfolio", "pass", "help"),
        ("I can't go on the ALS course", "pass", ""),
        # two mild signs
        ("I feel overwhelmed and anxious", "held", "help"),
        ("I feel overwhelmed by my portfolio", "pass", "help"),
        # who asks, and who speaks about it
        ("Can you refer me?", "signpost", "psw"),
        ("When should a supervisor suggest a referral to PSW?", "pass", "psw"),
        ("My consultant bullies me", "signpost", "complaint"),
        ("How do we stop bullying in theatres?", "pass", "complaint"),
        ("CV check please", "signpost", "career"),
        ("I need counselling", "signpost", "help"),
        ("Which counselling services can supervisors signpost to?", "pass", "help"),
        # who is named
        ("I want to complain about Dr Patel", "identifies", ""),
        ("my clinical supervisor, fiona marsh, has left", "identifies", ""),
        ("I am a Dr in training", "pass", ""),
        ("Do Nurse Practitioners at Northmoor General Hospital supervise?", "pass", ""),
        ("Is it true that Zorblax Quendril decides?", "held", ""),
        ("JB in bay 4 was upset", "held", ""),
        ("Quiero saber cómo puedo pedir permiso para estudiar", "held", ""),
        # numbers
        ("Will there be 10000 more posts in 2027/28?", "pass", ""),
        ("Call 111, or the Samaritans on 116 123", "pass", ""),
        ("The switchboard, 0161 496 0000, never answers", "pass", ""),
        ("Ring 0161 496 0000", "identifies", ""),
        ("NHS 943.476.5919", "identifies", ""),
        ("943 476 5910 is no NHS number", "pass", ""),
        ("jo.bloggs [at] example.org", "identifies", ""),
    ],
)
def test_a_text_is_judged(text: str, outcome: str, beside: str) -> None:
    assert judge(text, PROGRAMME) == Judgement(Outcome(outcome), ENTRIES[beside])


def test_a_programme_without_phrases_still_knows_a_crisis() -> None:
    bare = HELP.model_copy(update={"phrases": ()})
    assert judge("I want to end it all", PROGRAMME.model_copy(update={"not_for": (bare,)})).not_for == bare
    nobody = PROGRAMME.model_copy(update={"not_for": ()})
    assert judge("I want to end it all", nobody) == Judgement(Outcome.CRISIS, None)


def test_a_programme_adds_its_own_signs_of_a_crisis() -> None:
    adds = HELP.model_copy(update={"phrases": ("walk into the sea",)})
    programme = PROGRAMME.model_copy(update={"not_for": (REFERRAL, adds)})
    text = "Walking into the sea is what I think of"
    assert (judge(text, PROGRAMME).outcome, judge(text, programme).outcome) == (Outcome.PASS, Outcome.CRISIS)


def test_help_in_a_crisis_is_the_entry_that_says_so_whatever_its_name_and_place() -> None:
    named = REFERRAL.model_copy(update={"crisis": True})
    programme = PROGRAMME.model_copy(update={"not_for": (COMPLAINT, named)})
    assert judge("I want to die", programme).not_for == named


# --- properties -------------------------------------------------------------------------------------------


def dressed(text: str, how: int) -> str:
    return [
        f"  {text.replace(' ', '  ')} ",
        text.upper(),
        text.replace("'", "’"),
        text.replace("’", "'"),
        text.replace("e", "e\u200b"),
        f"“{text}”!!!",
        f"{text} …",
        text.replace(" ", "\u00a0"),
    ][how]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([*CRISES, *HARMLESS]), st.integers(0, 7))
def test_spaces_capitals_quotes_and_invisible_characters_change_nothing(text: str, how: int) -> None:
    assert judge(dressed(text, how), PROGRAMME).outcome == judge(text, PROGRAMME).outcome


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(CRISES), st.sampled_from(HARMLESS), st.booleans())
def test_a_harmless_sentence_beside_it_does_not_hide_a_crisis(crisis: str, harmless: str, before: bool) -> None:
    both = f"{harmless} . {crisis}" if before else f"{crisis} . {harmless}"
    assert judge(both, PROGRAMME).outcome is Outcome.CRISIS


@settings(deadline=None)
@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    judgement = judge(text, PROGRAMME)
    assert judgement.not_for is None or judgement.not_for in PROGRAMME.not_for


# --- speed ------------------------------------------------------------------------------------------------


def spent(text: str) -> float:
    """Seconds of this process's time for one judgement, the best of five."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        judge(text, PROGRAMME)
        taken.append(time.process_time() - begun)
    return min(taken)


def test_two_thousand_characters_take_a_few_milliseconds() -> None:
    assert spent(" ".join(HARMLESS)[:2_000]) < 0.01


@pytest.mark.parametrize(
    "part", ["refer ", "a at ", "want die not ", "Fiona Marsh ", "07700 ", "my trainee, ", "a.", "1", "- "]
)
def test_the_time_grows_with_the_text_and_no_faster(part: str) -> None:
    short, long = (part * 20_000)[:5_000], (part * 20_000)[:20_000]
    assert spent(long) < 4 * 3 * spent(short) + 0.02
