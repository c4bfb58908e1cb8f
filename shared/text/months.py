"""Months as keys name them, such as `2026-12`."""

from datetime import datetime


def is_month(text: str) -> bool:
    """Whether this is a month as keys name it."""
    try:
        return f"{datetime.strptime(text, '%Y-%m'):%Y-%m}" == text  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        return False


def month_before(month: str) -> str:
    """The month before this one."""
    year, number = map(int, month.split("-"))
    return f"{year:04}-{number - 1:02}" if number > 1 else f"{year - 1:04}-12"
