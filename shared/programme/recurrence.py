"""Recurrence in people's words: "The second Wednesday of each month" for FREQ=MONTHLY;BYDAY=2WE.

The usual rules are choices. Any other stays the text that it is.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from shared.language.catalogue import Marked, say
from shared.language.dates import WEEKDAYS, short_date
from shared.programme.rules import WEEKDAYS as CODES
from shared.programme.rules import read_rule

MONTHLY: Mapping[str, Marked] = {
    "1": Marked("The first {weekday} of each month"),
    "2": Marked("The second {weekday} of each month"),
    "3": Marked("The third {weekday} of each month"),
    "4": Marked("The fourth {weekday} of each month"),
    "-1": Marked("The last {weekday} of each month"),
}
WEEKLY: Mapping[str, Marked] = {
    "weekly": Marked("Every {weekday}"),
    "fortnightly": Marked("Every second {weekday}"),
}
OFTEN = {**MONTHLY, **WEEKLY}
"""The rule as people say it, by the name of how often it is."""

OTHER = "other"
"""The choice of a rule that is written out."""

CHOICES: Mapping[str, Marked] = {
    "weekly": Marked("Every week"),
    "fortnightly": Marked("Every second week"),
    "1": Marked("The first in each month"),
    "2": Marked("The second in each month"),
    "3": Marked("The third in each month"),
    "4": Marked("The fourth in each month"),
    "-1": Marked("The last in each month"),
    OTHER: Marked("Another rule"),
}
"""How often, as a choice beside the day of the week."""


def usual(text: str) -> tuple[str, str] | None:
    """The choice and the weekday ("WE") of this rule, or None if it is none of the usual ones."""
    try:
        rule = read_rule(text)
    except ValueError:
        return None
    if rule.months or rule.month_days or rule.positions or rule.until or len(rule.weekdays) != 1:
        return None
    [(nth, weekday)] = rule.weekdays
    if rule.often == "MONTHLY" and rule.interval == 1 and str(nth) in MONTHLY:
        return str(nth), CODES[weekday]
    often = {1: "weekly", 2: "fortnightly"}.get(rule.interval)
    return (often, CODES[weekday]) if rule.often == "WEEKLY" and often else None


def rule_of(often: str, weekday: str) -> str:
    """The rule of this choice and weekday, as the programme file has it."""
    if often in MONTHLY:
        return f"FREQ=MONTHLY;BYDAY={often}{weekday}"
    return f"FREQ=WEEKLY;{'INTERVAL=2;' if often == 'fortnightly' else ''}BYDAY={weekday}"


def in_words(text: str) -> str:
    """The rule as people say it. One that is not among the usual ones stays as it is."""
    found = usual(text)
    if found is None:
        return text
    often, weekday = found
    return say(OFTEN[often], weekday=say(WEEKDAYS[CODES.index(weekday)]))


def weeks_in_turn(now: date) -> str:
    """The Mondays of the next two weeks that "every second week" means, as in "7 December 2026, 21 December 2026"."""
    rule = read_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    return ", ".join(short_date(day) for day in list(rule.days(now - timedelta(days=6), now + timedelta(days=28)))[:2])
