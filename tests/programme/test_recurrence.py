"""Recurrence: the usual rules are choices, and all others stay text."""

from datetime import date

import pytest

from shared.programme.recurrence import OFTEN, in_words, rule_of, usual, weeks_in_turn
from shared.programme.rules import WEEKDAYS, read_rule


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MONTHLY;BYDAY=2WE", "The second Wednesday of each month"),
        ("freq=monthly;byday=+1mo", "The first Monday of each month"),
        ("FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR", "The last Friday of each month"),
        ("FREQ=WEEKLY;BYDAY=TU", "Every Tuesday"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "Every second Thursday"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE"),
        ("FREQ=MONTHLY;BYDAY=2WE,4WE", "FREQ=MONTHLY;BYDAY=2WE,4WE"),
        ("FREQ=MONTHLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=WE"),
        ("FREQ=MONTHLY;BYDAY=2WE;UNTIL=20270331", "FREQ=MONTHLY;BYDAY=2WE;UNTIL=20270331"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE"),
        ("FREQ=DAILY;BYDAY=WE", "FREQ=DAILY;BYDAY=WE"),
        ("nonsense", "nonsense"),
    ],
)
def test_usual_rules_have_words_and_others_stay_as_they_are(rule: str, words: str) -> None:
    assert in_words(rule) == words


@pytest.mark.parametrize("often", OFTEN)
@pytest.mark.parametrize("weekday", WEEKDAYS)
def test_every_choice_is_a_rule_that_reads_as_this_choice(often: str, weekday: str) -> None:
    rule = rule_of(often, weekday)
    read_rule(rule)
    assert usual(rule) == (often, weekday)


def test_every_second_week_says_which_weeks() -> None:
    days = list(read_rule(rule_of("fortnightly", "TH")).days(date(2026, 12, 1), date(2027, 1, 1)))
    assert days == [date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)]
    assert weeks_in_turn(date(2026, 12, 6)) == "30 November 2026, 14 December 2026"
    assert weeks_in_turn(date(2026, 12, 7)) == "14 December 2026, 28 December 2026"
