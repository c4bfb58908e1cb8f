"""What was listed is what happens: the café is played for two weeks by its timers, and both are compared, both ways."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from local.host.triggers.schedules import Schedule
from local.memory.builders import HOUR, a_question, a_sign_up, a_standing, an_item
from local.memory.playing import Play
from local.memory.services import MemoryServices, some_services
from shared.ahead.acts import Act, ActKind
from shared.ahead.listing import look_ahead
from shared.ahead.timers import DRAFTS_AT, DRAFTS_UNTIL, FORGETS_AT, PLANS_AT, each_day, mondays, over_on
from shared.attendance.rows import AttendanceTaken
from shared.bulletin.drafting import draft_issue
from shared.bulletin.rows import FreshItem
from shared.mail.rows import Delivery, MailKind
from shared.sessions.rows import Session
from tests.the_app import deployed

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TICK = 15 * MINUTE
EXPECTED = frozenset(ActKind) - {ActKind.CHANGED, ActKind.CANCELLED, ActKind.BULLETIN, ActKind.GOING_OUT}
"""What happens by itself if nobody moves a session or approves an issue."""


@dataclass(frozen=True)
class Seen:
    """Something that happened, by the id of its act, and when."""

    id: str
    at: datetime


class Watched(Play):
    """A café whose timers go off every quarter of an hour. It notes what happens for the first time, and when."""

    def watch(self, end: datetime) -> Iterator[Seen]:
        seen = {one.id for one in self._there()}
        while self.now < end:
            self._work_until(self.now)
            self._quarter_of_an_hour()
            self._work_until(self.now)
            new = [one for one in self._there() if one.id not in seen]
            seen |= {one.id for one in new}
            yield from new
            self._work_until(self.now + TICK)

    def _quarter_of_an_hour(self) -> None:
        self._timers()
        if self.now.weekday() == 0 and (self.now.hour, self.now.minute) == (6, 0):
            draft_issue(self.services, self.now)
        for row in self.services.tables.rows(Delivery):
            if row.kind is MailKind.BRIEFING:
                self.services.tables.put(a_question(session=row.about, id="late"))

    def _there(self) -> list[Seen]:
        """The ids of the acts that have left something."""
        tables, now = self.services.tables, self.now
        mails = [_without_version(row.purpose) for row in tables.rows(Delivery) if row.kind in KINDS]
        planned = [f"{row.id}.planning" for row in tables.rows(Session)]
        taken = {row.session for row in tables.rows(AttendanceTaken)}
        counted = [f"{row.occasion}.attendance" for row in tables.rows(Session) if row.id in taken]
        return [Seen(one, now) for one in dict.fromkeys([*mails, *planned, *counted])]


KINDS = {one.value for one in EXPECTED}


def _without_version(purpose: str) -> str:
    """An invitation's purpose has its version."""
    return purpose.rsplit("-", 1)[0] if ".hosting-" in purpose else purpose


def a_cafe(now: datetime) -> Watched:
    """A café with people in both series, and an item of news."""
    news = [an_item(), FreshItem(source="regulator-news", id="item-1")]
    people = [
        a_standing(series=series, details=a_sign_up(series=series, email=f"{name}@example.org"), since=now - 90 * DAY)
        for series, name in (("pgdit", "amara"), ("pgdit", "ben"), ("educators", "cerys"))
    ]
    return Watched(some_services(having=[*news, *people]), now)


def listed(services: MemoryServices, now: datetime) -> dict[str, Act]:
    return {one.act.id: one.act for one in look_ahead(services, now).expected}


@pytest.mark.parametrize("begin", [datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2027, 3, 25, 9, tzinfo=UTC)])
def test_all_that_was_listed_happens_and_nothing_else_does(begin: datetime) -> None:
    play = a_cafe(begin - 5 * HOUR)
    list(play.watch(begin))  # the sessions are planned, opened, and people are in them
    acts = listed(play.services, begin)
    happened = {one.id: one.at for one in play.watch(begin + 14 * DAY)}
    assert sorted(happened) == sorted(act.id for act in acts.values() if act.kind in EXPECTED)
    for act_id, moment in happened.items():
        act = acts[act_id]
        assert act.at <= moment
        assert act.is_earliest or moment < act.at + TICK


# --- the timers ---------------------------------------------------------------------------------------------


def schedule_of(name: str) -> Schedule:
    (one,) = [one for one in deployed() if one.name == name]
    return Schedule(one.trigger["schedule"])


def test_the_timers_come_when_we_say_so() -> None:
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    for name, at in (("on_planning_due", PLANS_AT), ("on_retention_due", FORGETS_AT)):
        assert next(each_day(at, now, now + 2 * DAY)) == schedule_of(name).next_after(now)
    drafts, monday = schedule_of("on_bulletin_draft_due"), next(mondays(now, now + 14 * DAY))
    assert monday == drafts.next_after(now)
    assert monday.timetz() == DRAFTS_AT
    assert drafts.next_after(over_on(monday)) == monday + 7 * DAY
    assert drafts.next_after(over_on(monday) - HOUR) == over_on(monday)
    assert over_on(monday).timetz() == DRAFTS_UNTIL


def test_a_mondays_draft_is_expected_until_its_last_run() -> None:
    monday = datetime(2026, 12, 7, 6, tzinfo=UTC)
    assert next(mondays(monday + 5 * HOUR, monday + 14 * DAY)) == monday
    assert next(mondays(monday + 5 * HOUR + MINUTE, monday + 14 * DAY)) == monday + 7 * DAY
