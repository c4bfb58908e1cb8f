"""Quarters: what single sessions cannot show, together over three months."""

from collections.abc import Mapping
from datetime import date

from shared.figures.counting import Figures
from shared.figures.printing import WhereFrom
from shared.figures.quarters import PrintedQuarter, Quarter, pooled, quarter_of, quarters
from shared.programme.model import SmallNumbers

RULE = SmallNumbers()
DAY = date(2026, 12, 9)


def a_session_of(
    day: str, registered: int, *, came: int | None = 6, barriers: Mapping[str, int] | None = None
) -> Figures:
    """A session whose people are half from general practice, half from surgery."""
    gp = registered // 2
    return Figures(
        session=f"pgdit-{day}",
        registered=registered,
        waiting=0,
        cancelled=0,
        came=came,
        guests=0,
        median_minutes=None,
        by_specialty={"GP": gp, "Surgery": registered - gp},
        by_provider={},
        by_care={},
        answers=5,
        mean_score=None,
        scores={},
        barriers=barriers or {},
    )


def test_a_quarter_has_three_months() -> None:
    assert [quarter_of(date(2026, month, 1)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert [Quarter(2026, number).months for number in (1, 4)] == [(1, 3), (10, 12)]


def test_the_last_four_quarters_that_are_over_are_added_up_newest_first() -> None:
    kept = [
        a_session_of("2025-09-10", 100),
        a_session_of("2025-10-08", 7),
        a_session_of("2026-07-08", 7, came=None),
        a_session_of("2026-08-12", 6),
        a_session_of("2026-09-09", 30),
        a_session_of("2026-10-14", 500),
    ]
    assert quarters(kept, DAY, RULE) == [
        PrintedQuarter(Quarter(2026, 3), "45", None, "15"),
        PrintedQuarter(Quarter(2025, 4), "few", "few", "few"),
    ]


def test_what_small_sessions_of_the_last_quarter_cannot_show_is_added_up() -> None:
    kept = [a_session_of(f"2026-0{month}-09", 11, barriers={"work": 3}) for month in (7, 8, 9)]
    found = pooled(kept, DAY, RULE)
    assert found is not None
    assert found.quarter == Quarter(2026, 3)
    assert found.where_from == WhereFrom((("Surgery", "20"), ("GP", "15")), (), (), ())
    assert found.barriers == (("work", "10"),)


def test_a_session_that_shows_its_own_numbers_is_not_added_up() -> None:
    kept = [a_session_of("2026-07-08", 40), a_session_of("2026-08-12", 12)]
    assert pooled(kept, DAY, RULE) is None, "one session that is left is not shown by itself"
    assert pooled([], DAY, RULE) is None
