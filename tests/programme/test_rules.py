"""Recurrence rules: what is refused, with words; and the days of the others, which are those that dateutil gives."""

import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.services import the_programme
from shared.programme.reading import ProgrammeError, parse_programme
from shared.programme.rules import ANCHOR, read_rule
from shared.sessions.schedule import planned
from tests.the_app import ROOT

FIELD = ROOT.parent / "shared" / "samples" / "field" / "rules.json"
CAFE = (ROOT / "cafe.toml").read_text("utf-8")
OPEN = "say on which day"
NEVER = "no day in fifty years"
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=MONTHLY", OPEN),
        ("FREQ=WEEKLY", OPEN),
        ("FREQ=YEARLY;BYMONTH=5", OPEN),
        ("FREQ=MONTHLY;BYSETPOS=1", OPEN),
        ("FREQ=MONTHLY;BYDAY=2WE;INTERVAL=0", "INTERVAL has to be a whole number from 1"),
        ("FREQ=WEEKLY;BYDAY=WE;INTERVAL=-1", "INTERVAL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;INTERVAL=1.5", "INTERVAL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;INTERVAL=99999999999", "INTERVAL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;INTERVAL=", "INTERVAL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=0", "without DTSTART or COUNT"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=", "without DTSTART or COUNT"),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY", "without DTSTART or COUNT"),
        ("FREQ=DAILY\nFREQ=DAILY", "without DTSTART or COUNT"),
        ("FREQ=SECONDLY", "daily, weekly, monthly or yearly"),
        ("FREQ=MINUTELY;BYDAY=WE", "daily, weekly, monthly or yearly"),
        ("FREQ=HOURLY;BYDAY=WE", "daily, weekly, monthly or yearly"),
        ("BYDAY=WE", "daily, weekly, monthly or yearly"),
        ("FREQ=WEEKLY;FREQ=DAILY", "once"),
        ("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "once"),
        ("FREQ=WEEKLY;BYDAY=WE;BYHOUR=12", "leave out BYHOUR: the series' own start"),
        ("FREQ=WEEKLY;BYDAY=WE;BYMINUTE=61", "leave out BYMINUTE"),
        ("FREQ=WEEKLY;BYDAY=WE;BYSECOND=0", "leave out BYSECOND"),
        ("FREQ=YEARLY;BYWEEKNO=60;BYDAY=MO", "leave out BYWEEKNO: a rule may have FREQ, INTERVAL"),
        ("FREQ=YEARLY;BYYEARDAY=400", "leave out BYYEARDAY"),
        ("FREQ=WEEKLY;BYDAY=WE;SKIP=OMIT", "leave out SKIP"),
        ("FREQ=WEEKLY;;BYDAY=WE", "leave out what has no name"),
        ("FREQ=MONTHLY;BYDAY=WE;BYSETPOS=0", "BYSETPOS has to be numbers from 1 to 366 or from -366 to -1"),
        ("FREQ=MONTHLY;BYDAY=WE;BYSETPOS=x", "BYSETPOS has to be numbers"),
        ("FREQ=MONTHLY;BYDAY=WE;BYSETPOS=400", "BYSETPOS has to be numbers"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has to be numbers"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY has to be numbers"),
        ("FREQ=YEARLY;BYMONTH=13;BYDAY=1MO", "BYMONTH has to be numbers from 1 to 12, with commas"),
        ("FREQ=YEARLY;BYMONTH=-1;BYDAY=1MO", "BYMONTH has to be numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=15", "BYMONTHDAY goes with FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAY=2WE", "write an RFC 5545 rule"),
        ("FREQ=MONTHLY;BYDAY=6WE", "write an RFC 5545 rule"),
        ("FREQ=MONTHLY;BYDAY=0WE", "write an RFC 5545 rule"),
        ("FREQ=MONTHLY;BYDAY=", OPEN),
        ("FREQ=MONTHLY;BYDAY=2WE,", "write an RFC 5545 rule"),
        ("FREQ=WEEKLY;BYDAY=WE;WKST=XX", "WKST has to be one of MO, TU"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=soon", "UNTIL has to be a day or a time"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261399", "UNTIL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261201T2500", "UNTIL has to be"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261201T120000ZZ", "UNTIL has to be"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31", NEVER),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("FREQ=MONTHLY;BYDAY=2WE;BYMONTHDAY=1", NEVER),
        ("FREQ=MONTHLY;BYDAY=2WE;BYSETPOS=2", NEVER),
        ("FREQ=DAILY;BYSETPOS=2", NEVER),
        ("FREQ=YEARLY;INTERVAL=999;BYDAY=1MO", NEVER),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-2", NEVER),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_with_words(rule: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        read_rule(rule)
    text = CAFE.replace('"FREQ=MONTHLY;BYDAY=2WE"', json.dumps(rule))
    with pytest.raises(ProgrammeError) as stopped:
        parse_programme(text)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if words.startswith("rule = "))
    assert str(stopped.value) == f"cafe.toml, line {line}: series[1].rule: {refused.value}"


USUAL = [
    "FREQ=MONTHLY;BYDAY=2WE",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=+1MO,3MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=5TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1",
    "FREQ=YEARLY;BYDAY=-1FR",
    "FREQ=YEARLY;BYDAY=20MO",
    "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1TU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYDAY=MO,TU;BYMONTH=1;BYSETPOS=3",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYMONTHDAY=-1,15",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=MO,TU;BYMONTH=6",
    "RRULE:freq=monthly;byday=2we",
]
FIRST, BEYOND = date(2026, 1, 1), date(2029, 1, 1)


def by_dateutil(rule: str) -> list[date]:
    days = rrulestr(rule.upper(), dtstart=datetime.combine(ANCHOR, time_of_day()))
    after = days.xafter(datetime.combine(FIRST, time_of_day()), inc=True)
    return [one.date() for one in takewhile(lambda one: one.date() < BEYOND, after)]


@pytest.mark.parametrize("rule", USUAL)
def test_the_days_of_a_rule_are_those_that_dateutil_gives(rule: str) -> None:
    days = list(read_rule(rule).days(FIRST, BEYOND))
    assert days == by_dateutil(rule)
    assert days != [] or "BYMONTHDAY=29" in rule


def several(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(",".join)


NUMBERS = st.integers(-2, 40).map(str)
WEEKDAYS = st.sampled_from(["MO", "WE", "SU"])
NTH = st.builds(str.__add__, st.sampled_from(["1", "-1", "2", "5"]), WEEKDAYS)
PARTS: Mapping[str, st.SearchStrategy[str]] = {
    "INTERVAL": st.integers(-1, 12).map(str),
    "BYDAY": several(WEEKDAYS) | several(NTH),  # dateutil reads a list of both kinds in a way of its own
    "BYMONTHDAY": several(NUMBERS),
    "BYMONTH": several(st.integers(0, 13).map(str)),
    "BYSETPOS": several(st.integers(-3, 3).map(str)),
    "WKST": st.sampled_from(["MO", "SU", "WE"]),
    "UNTIL": st.sampled_from(["20200101", "20300101", "20300101T120000Z", "20300101T120000", "2030"]),
    "BYWEEKNO": st.just("1"),
    "COUNT": st.just("0"),
}
RULES = st.builds(
    lambda often, parts: ";".join([f"FREQ={often}", *(f"{name}={value}" for name, value in parts.items())]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", ""]),
    st.fixed_dictionaries({}, optional=PARTS),
)


@settings(deadline=None, max_examples=40)
@given(RULES)
def test_any_rule_is_refused_or_planned_within_a_second_and_with_the_days_of_dateutil(rule: str) -> None:
    series = the_programme().series_of("pgdit").model_copy(update={"rule": rule, "holidays": "keep"})
    began = time.perf_counter()
    try:
        read = read_rule(rule)
    except ValueError:
        assert time.perf_counter() - began < 1
        return
    sessions = planned(series, LONDON, date(2026, 12, 1), 366)
    assert time.perf_counter() - began < 1
    without_end = ";".join(part for part in rule.split(";") if not part.startswith("UNTIL"))
    assert list(read.days(FIRST, BEYOND)) == by_dateutil(without_end)
    assert sessions == [] or read.until is None or "2030" in rule


@given(st.text(alphabet="FREQ=MONTHLYBDAINV;,:0123456789-+ \n", max_size=60))
def test_any_text_is_a_rule_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert read_rule(text).interval > 0


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20270113", "2027-01-13"),
        ("20270112", "2026-12-09"),
        ("20270113T123000Z", "2027-01-13"),
        ("20270113T122959Z", "2026-12-09"),
        ("20270113T123000", "2027-01-13"),
        ("20270113T122959", "2026-12-09"),
        ("20270131T235959Z", "2027-01-13"),
    ],
)
def test_the_last_session_is_the_last_that_starts_by_until(until: str, last: str) -> None:
    series = the_programme().series_of("pgdit").model_copy(update={"rule": f"FREQ=MONTHLY;BYDAY=2WE;UNTIL={until}"})
    sessions = planned(series, LONDON, date(2026, 12, 1), 120)
    assert sessions[-1].id == f"pgdit-{last}"


def test_until_in_utc_is_told_by_the_wall_clock_of_summer() -> None:
    series = the_programme().series_of("pgdit")
    held = [
        bool(planned(series.model_copy(update={"rule": f"FREQ=DAILY;UNTIL=20270714T{at}Z"}), LONDON, day, 1))
        for day in [date(2027, 7, 14)]
        for at in ("112959", "113000")
    ]
    assert held == [False, True]


def test_a_session_after_until_is_not_planned_on_the_day_to_which_a_holiday_moves_it() -> None:
    series = the_programme().series_of("pgdit").model_copy(update={"rule": "FREQ=MONTHLY;BYDAY=1MO;UNTIL=20270503"})
    assert [one.id for one in planned(series, LONDON, date(2027, 5, 1), 60)] == ["pgdit-2027-05-03"]
    assert planned(series, LONDON, date(2027, 5, 1), 60)[0].start.date() == date(2027, 5, 10)
    assert timedelta(days=7) == date(2027, 5, 10) - date(2027, 5, 3)


@pytest.mark.skipif(not FIELD.is_file(), reason="the samples from the field are not on this machine")
def test_the_rules_from_the_field_are_refused_or_planned_as_they_should_be() -> None:
    for case in json.loads(FIELD.read_text("utf-8")):
        if isinstance(case["right"], str):
            with pytest.raises(ValueError, match="INTERVAL"):
                read_rule(case["rule"])
            continue
        series = the_programme().series_of("pgdit").model_copy(update={"rule": case["rule"]})
        sessions = planned(series, LONDON, date.fromisoformat(case["from"]), case["days"])
        assert [one.start.date().isoformat() for one in sessions] == case["right"]
