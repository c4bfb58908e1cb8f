"""The attacker has every table with its timestamps, every log line, every message and the secret, and guesses.

Whatever the attack, its guesses are as good as chance among all who could have written the text. The same attacks on
a café with a mistake in it find the authors: so they are good enough to notice one.
"""

import logging
from collections.abc import Sequence
from functools import cache
from random import Random

import pytest

from local.memory.builders import SESSION
from shared.feedback.rows import AnswerPot, Feedback
from shared.questions.rows import Question
from tests.anonymity.attacks import ATTACKS
from tests.anonymity.chance import most_by_chance
from tests.anonymity.evidence import Evidence
from tests.anonymity.hours import ELSEWHERE, PEOPLE, Hour, Leak, evening_of_answers, hour_of_sign_ups

SOME, ALL = 12, PEOPLE - len(ELSEWHERE)
"""How many of the people ask the panel something: a few, or all who could."""

ROUNDS = {SOME: 12, ALL: 5}
EVENINGS = 6

type Played = Sequence[tuple[Hour, Evidence]]


@cache
def hours(askers: int) -> Played:
    return [hour_of_sign_ups(seed, askers) for seed in range(ROUNDS[askers])]


@cache
def evenings() -> Played:
    return [evening_of_answers(seed) for seed in range(EVENINGS)]


def guesses(attack: str, played: Played) -> list[tuple[str, str, Hour]]:
    """For each text that everybody can read: the attacker's guess, and who wrote it."""
    rng = Random(attack)
    return [
        (rng.choice(ATTACKS[attack](evidence, text)).person, hour.authors[text], hour)
        for hour, evidence in played
        for text in evidence.texts
    ]


def right(attack: str, played: Played) -> tuple[int, int]:
    """How many guesses name the author, and how many there are."""
    made = guesses(attack, played)
    return sum(guess == author for guess, author, _ in made), len(made)


# --- what happened in these hours -----------------------------------------------------------------------------


@pytest.mark.parametrize("askers", [SOME, ALL])
def test_all_questions_for_the_panel_came_out_and_all_who_were_not_sent_elsewhere_could_have_asked(askers: int) -> None:
    for hour, evidence in hours(askers):
        assert set(evidence.texts) == set(evidence.waiting) == set(hour.authors)
        assert (len(hour.authors), len(evidence.trails)) == (askers, PEOPLE - len(ELSEWHERE))


def test_the_attacker_sees_much_of_everybody() -> None:
    for one in hours(SOME)[0][1].trails:
        assert {row.kind.__name__ for row in one.rows} >= {"FormResponse", "Registration", "Delivery"}
        assert len(one.lines) >= 4
        assert len(one.messages) >= 3


def test_all_answers_came_out() -> None:
    for hour, evidence in evenings():
        assert set(evidence.texts) == set(evidence.waiting) == set(hour.authors)
        assert len(evidence.trails) == 30


# --- the café as it is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("askers", [SOME, ALL])
def test_no_attack_finds_the_author_of_a_question_better_than_chance(attack: str, askers: int) -> None:
    found, of = right(attack, hours(askers))
    assert of == ROUNDS[askers] * askers
    assert found <= most_by_chance(of, 1 / ALL)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_finds_out_better_than_chance_who_asked_anything(attack: str) -> None:
    named = [guesses(attack, [one])[0][0] in one[0].authors.values() for one in hours(SOME)]
    assert sum(named) <= most_by_chance(ROUNDS[SOME], SOME / ALL)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_finds_the_author_of_an_answer_better_than_chance(attack: str) -> None:
    found, of = right(attack, evenings())
    assert of == EVENINGS * 30
    assert found <= most_by_chance(of, 1 / 30)


# --- a café with a mistake --------------------------------------------------------------------------------------


def kept_at_once(hour: Hour, text: str) -> None:
    """The question is a row at once, under a key made of its words: as it was before there were pots."""
    key = hour.services.keys.of("question", SESSION, text)
    hour.services.tables.insert(Question(session=SESSION, id=key, text=text))


def kept_in_order(hour: Hour, text: str) -> None:
    """The question comes out in the night, under a number that counts."""
    number = list(hour.authors).index(text)
    hour.services.tables.insert(Question(session=SESSION, id=f"{number:04}", text=text))


def logged(hour: Hour, text: str) -> None:
    """A line of the log says which question came with which sign-up."""
    (author,) = [hour.authors[text]]
    logging.getLogger("a mistake").info("question kept", extra={"trace": author, "question": text})


def keyed_by_person(hour: Hour, text: str) -> None:
    """The answer is a row under a key made of its author: as it was before there were pots."""
    for pot in hour.services.tables.rows(AnswerPot):
        hour.services.tables.delete(pot)
    key = hour.services.keys.of("feedback", SESSION, hour.authors[text])
    hour.services.tables.insert(Feedback(session=SESSION, id=key, came=True, score=4, words=text))


def nothing(_: Hour, __: str) -> None:
    """Nothing is done yet."""


@pytest.mark.parametrize(
    ("attack", "leak", "night"),
    [
        ("whose_row_was_written_nearest_to_the_texts", kept_at_once, None),
        ("whose_version_is_nearest_to_the_texts", kept_at_once, None),
        ("whose_place_in_time_is_the_texts_in_its_table", nothing, kept_in_order),
        ("who_shares_a_name_with_the_text", logged, kept_in_order),
    ],
)
def test_the_attacks_find_the_authors_in_a_cafe_with_a_mistake(attack: str, leak: Leak, night: Leak | None) -> None:
    found, of = right(attack, [hour_of_sign_ups(seed, ALL, leak, night) for seed in range(3)])
    assert (of, found > 0.9 * of) == (3 * ALL, True)


def test_the_attacks_find_the_authors_of_answers_with_keys_made_of_them() -> None:
    played = [evening_of_answers(seed, keyed_by_person) for seed in range(3)]
    found, of = right("whose_key_makes_the_texts", played)
    assert found == of > 0


def test_chance_is_what_it_is() -> None:
    assert (most_by_chance(144, 1 / 46), most_by_chance(12, 12 / 46), most_by_chance(10, 0)) == (14, 11, 0)
