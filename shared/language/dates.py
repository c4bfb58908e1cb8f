"""Dates and times in words, as NHS.UK writes them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from shared.language.catalogue import Marked, say

WEEKDAYS = (
    Marked("Monday"),
    Marked("Tuesday"),
    Marked("Wednesday"),
    Marked("Thursday"),
    Marked("Friday"),
    Marked("Saturday"),
    Marked("Sunday"),
)

MONTHS = (
    Marked("January"),
    Marked("February"),
    Marked("March"),
    Marked("April"),
    Marked("May"),
    Marked("June"),
    Marked("July"),
    Marked("August"),
    Marked("September"),
    Marked("October"),
    Marked("November"),
    Marked("December"),
)


def weekday(day: date) -> str:
    """As in "Wednesday"."""
    return say(WEEKDAYS[day.weekday()])


def short_date(day: date) -> str:
    """As in "9 December 2026"."""
    return say("{day} {month} {year}", day=day.day, month=say(MONTHS[day.month - 1]), year=day.year)


def long_date(moment: datetime, zone: ZoneInfo) -> str:
    """As in "Wednesday 9 December 2026", by the wall clock of `zone`."""
    day = moment.astimezone(zone).date()
    return say("{weekday} {date}", weekday=weekday(day), date=short_date(day))


def wall_time(moment: datetime, zone: ZoneInfo) -> str:
    """As in "12:30pm", "1pm", "midday", by the wall clock of `zone`."""
    return clock_time(moment.astimezone(zone).time())


def clock_time(at: time) -> str:
    """As in "12:30pm", "1pm", "midday"."""
    if (at.hour, at.minute) == (12, 0):
        return say("midday")
    minutes = f":{at.minute:02}" if at.minute else ""
    words = f"{at.hour % 12 or 12}{minutes}"
    return say("{time}am", time=words) if at.hour < 12 else say("{time}pm", time=words)


def date_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """As in "Wednesday 9 December 2026, 12:30pm"."""
    return f"{long_date(moment, zone)}, {wall_time(moment, zone)}"


def from_to(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """The hours of one day, as in "12:30pm to 1:30pm"."""
    return say("{start} to {end}", start=wall_time(start, zone), end=wall_time(end, zone))
