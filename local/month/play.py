"""The month, scene by scene: what people do while the café runs itself, from planning to bulletin."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from local.host.http.sign_in import PRINCIPAL, principal
from local.month.console import Team
from local.month.people import Person, response_of, the_crowd
from local.stack.asking import asker
from local.stack.stack import Stack
from shared.programme.forms import Answer
from shared.programme.model import Programme

START = datetime(2026, 12, 1, 3, 50, tzinfo=UTC)
"""When the month begins: a Tuesday, minutes before the daily planning."""

END = datetime(2026, 12, 22, 12, 0, tzinfo=UTC)

PGDIT, EDUCATORS = "pgdit-2026-12-09", "educators-2026-12-17"
"""The month's two sessions."""


@dataclass
class Scene:
    """Something that happens at a time."""

    at: datetime
    title: str
    act: Callable[[], None] = lambda: None


@dataclass
class Month:
    """The people's side of the month, and what they saw."""

    stack: Stack
    programme: Programme
    answers: Counter[str] = field(default_factory=Counter)
    """How the café answered what people sent, as in "form 202"."""
    came: int = 0
    feedback: int = 0

    def scenes(self) -> list[Scene]:
        """All scenes, in order of time."""
        crowd = the_crowd(self.programme)
        early, late = crowd[:30] + crowd[40:], crowd[30:40]
        team = self.team
        scenes = [
            Scene(_at(1, 4, 1), "Planning: sessions and their meetings"),
            Scene(_at(1, 8), "An address bounces in this month", self._let_an_address_bounce),
            Scene(_at(1, 9), "The Form opens: early responses", lambda: self._answer_form(early, 1)),
            Scene(_at(1, 10), "The same again: repeats, text for JSON, the page", lambda: self._answer_again(crowd)),
            Scene(_at(2, 12, 31), "Seven days before the first session"),
            Scene(_at(3, 10), "More responses", lambda: self._answer_form(late[:6], 101)),
            Scene(_at(4, 10), "Somebody asks for the bulletin", self._subscribe),
            Scene(_at(4, 11), "People confirm their addresses", self._confirm_addresses),
            Scene(_at(5, 9), "Refused responses are looked at and replayed", self._replay),
            Scene(_at(7, 6, 1), "Monday: the bulletin is drafted"),
            Scene(_at(7, 10), "The bulletin is approved", lambda: self._approve("2026-W50")),
            Scene(_at(8, 9), "Somebody cancels by their personal link", lambda: self._cancel(crowd[6])),
            Scene(_at(8, 12, 31), "One day before"),
            Scene(_at(8, 17, 1), "The facilitators' briefing"),
            Scene(_at(9, 8), "Late responses", lambda: self._answer_form(late[6:], 201)),
            Scene(_at(9, 11, 31), "One hour before"),
            Scene(_at(9, 13, 31), "The first session is over", lambda: self._attend(crowd, "pgdit", _at(9, 12, 30))),
            Scene(_at(9, 14, 1), "Attendance and the requests for feedback"),
            Scene(_at(9, 18), "People answer", self._give_feedback),
            Scene(_at(10, 9), "The second session is moved by an hour", self._move),
            Scene(_at(10, 10), "A session in February is cancelled", self._call_off),
            Scene(_at(10, 11), "Everyone is told of something by the coordinator", team.write_to_everyone),
            Scene(_at(10, 14, 31), "The first digest"),
            Scene(_at(11, 9), "An admin changes a reminder and publishes it", team.publish_a_version),
            Scene(_at(11, 10), "A session is cancelled by mistake and restored", team.cancel_and_restore),
            Scene(_at(10, 14, 1), "Seven days before the second session"),
            Scene(_at(12, 11), "A facilitator adds to the horizon scan", self._add_item),
            Scene(_at(14, 6, 1), "Monday: the next bulletin is drafted"),
            Scene(_at(14, 11), "The bulletin is approved", lambda: self._approve("2026-W51")),
            Scene(_at(16, 14, 1), "One day before"),
            Scene(_at(16, 17, 1), "The facilitators' briefing"),
            Scene(_at(17, 13, 1), "One hour before"),
            Scene(_at(17, 15, 1), "The second session is over", lambda: self._attend(crowd, "educators", _at(17, 14))),
            Scene(_at(17, 15, 31), "Attendance and the requests for feedback"),
            Scene(_at(17, 19), "People answer", self._give_feedback),
            Scene(_at(18, 16, 1), "The second digest"),
            Scene(_at(21, 6, 1), "Monday: nothing new, no bulletin"),
            Scene(_at(21, 9), "A flash issue, and a sign-up to look at", self._leave_work),
            Scene(_at(21, 10), "An act is held, and a draft of the programme begun", self._leave_decisions),
            Scene(_at(22, 11), "The team looks into every list", team.look_around),
            Scene(END, "The books are closed"),
        ]
        return sorted(scenes, key=lambda scene: scene.at)

    @property
    def team(self) -> Team:
        """The people who work in the console."""
        return Team(self.stack.site)

    def _leave_work(self) -> None:
        """A flash issue goes. Somebody signs up whose role is of another audience, and a mistyped address waits."""
        self.team.send_a_flash_issue()
        other = replace(_newcomer("Otto Other", "pgdit"), answers={Answer.ROLE: "Training programme director"})
        self._post_response(301, response_of(other, self.programme, 301))
        slip = replace(_newcomer("Sally Slip", "pgdit"), email="sally.slip@gmial.com")
        self._post_response(302, response_of(slip, self.programme, 302))

    def _leave_decisions(self) -> None:
        self.team.hold_a_draft()
        self.team.begin_a_draft()

    def _let_an_address_bounce(self) -> None:
        fault = {"kind": "bounce", "address": "bounced.mail@example.nhs.uk", "seconds": 60}
        asker().post(f"{self.stack.sandbox}/sandbox/faults", json=[fault]).raise_for_status()

    def _answer_form(self, people: Sequence[Person], first: int) -> None:
        for number, person in enumerate(people, first):
            self._post_response(number, response_of(person, self.programme, number))

    def _answer_again(self, crowd: Sequence[Person]) -> None:
        """The flow delivers a response twice, a person answers twice, a flow posts text, a person uses the page."""
        self._post_response(1, response_of(crowd[0], self.programme, 1))
        self._post_response(61, response_of(crowd[2], self.programme, 3))
        spoken = response_of(_newcomer("Text Forjson", "pgdit"), self.programme, 62)
        self._post_response(62, json.dumps(spoken))
        on_page = response_of(_newcomer("Paige Reader", "educators"), self.programme, 63)
        fields = {name: str(value) for name, value in on_page.items() if len(name) == len("r" + "0" * 32)}
        for _ in range(2):
            answered = asker().post(f"{self.stack.site}/sign-up", data={**fields, "attempt": "0" * 31 + "1"})
            self.answers[f"page {answered.status_code}"] += 1
        wrong = asker().post(f"{self.stack.site}/api/forms/sign-up", content=b"{not json", headers=JSON | FORMS)
        self.answers[f"form {wrong.status_code}"] += 1

    def _post_response(self, number: int, response: object) -> None:
        body = {"formId": self.programme.forms.sign_up.id, "responseId": number, "response": response}
        answered = asker().post(f"{self.stack.site}/api/forms/sign-up", json=body, headers=FORMS, timeout=30)
        self.answers[f"form {answered.status_code}"] += 1

    def _subscribe(self) -> None:
        wish = {"name": "Stella Reader", "email": READER, "audience": "stakeholders"}
        asker().post(f"{self.stack.site}/bulletin/subscribe", data=wish).raise_for_status()

    def _confirm_addresses(self) -> None:
        """Everybody who was asked whether an address is theirs presses the button."""
        for link in self._links("@", "/confirm/"):
            asker().post(link).raise_for_status()

    def _replay(self) -> None:
        self._ask("POST", "/api/forms/sign-up/replay", headers=COORDINATOR)

    def _approve(self, issue: str) -> None:
        self._ask("POST", f"/api/bulletin/{issue}/approve")

    def _move(self) -> None:
        self._ask("POST", f"/api/sessions/{EDUCATORS}/move", {"start": _at(17, 14).isoformat()})

    def _call_off(self) -> None:
        reason = "The panel is at the regional conference that day."
        self._ask("POST", "/api/sessions/pgdit-2027-02-10/cancel", {"reason": reason})

    def _add_item(self) -> None:
        item = {
            "title": "New induction for international graduates",
            "summary": "From 1 February 2027 every trust offers two weeks of shadowing.",
            "link": "https://news.example.org/induction",
            "audiences": ["pgdit", "educators", "stakeholders"],
        }
        self._ask("POST", "/api/horizon/items", item)

    def _ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> None:
        """As a facilitator who is signed in, or as the headers say."""
        headers = headers or FACILITATOR
        answered = asker().request(method, self.stack.site + path, json=body, headers=headers, timeout=30)
        answered.raise_for_status()
        self.answers[f"facilitator {answered.status_code}"] += 1

    def _cancel(self, person: Person) -> None:
        link = self._links(person.email, "my")[0]
        asker().get(link).raise_for_status()
        asker().post(link, data={"action": "cancel"}, follow_redirects=True).raise_for_status()
        self.answers["cancelled"] += 1

    def _attend(self, crowd: Sequence[Person], series: str, start: datetime) -> None:
        """Graph makes its reports a quarter of an hour after the end: two, as people left the meeting and came back."""
        there = [person for person in crowd if person.series == series and person.joins]
        records = [_record(person, number, start) for number, person in enumerate(there)]
        guest = {**_record(there[0], 1, start), "emailAddress": None, "identity": None}
        reports = [_report(start, [*records, guest]), _report(start, records[:3])]
        event = next(one for one in self._sandbox("events") if one["start"] == _stamp(start) and one["state"] == "open")
        available = (start + timedelta(minutes=75)).isoformat()
        body = {"joinUrl": event["joinUrl"], "reports": reports, "available_at": available}
        asker().post(f"{self.stack.sandbox}/sandbox/attendance", json=body).raise_for_status()
        self.came += len(there)

    def _give_feedback(self) -> None:
        """Two in three of the people asked answer, each in their own way."""
        asked = {link: mail["subject"] for mail in self._sandbox("mails") for link in _found(mail, "feedback")}
        for number, link in enumerate(sorted(asked)):
            if number % 3 == 2 or link in self._answered:
                continue
            page = asker().get(link).text
            came = 'name="score"' in page
            fields = (
                {"came": "yes", "score": str(3 + number % 3), "change": GOOD_PRACTICE[number % len(GOOD_PRACTICE)]}
                if came
                else {"came": "no", "stopped_by": ["work", "device"][number % 2], "words": "Clinic overran."}
            )
            asker().post(link, data=fields).raise_for_status()
            self._answered.add(link)
            self.feedback += 1

    _answered: set[str] = field(default_factory=set)

    def _links(self, address: str, kind: str) -> list[str]:
        mails = [mail for mail in self._sandbox("mails") if address in mail["to"]]
        return [link for mail in mails for link in _found(mail, kind)]

    def _sandbox(self, what: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = asker().get(f"{self.stack.sandbox}/sandbox/{what}", timeout=30).json()
        return rows


READER = "stella.reader@example.org"

JSON = {"Content-Type": "application/json"}

GOOD_PRACTICE = (
    "Book study leave before the rota is written.",
    "Ask for a support plan early instead of late.",
    "I feel overwhelmed and anxious.",
    "",
)


FACILITATOR = {PRINCIPAL: principal("Facilitator", address="imogen.hartley@example.nhs.uk")}
COORDINATOR = {PRINCIPAL: principal("Coordinator")}
FORMS = {PRINCIPAL: principal("Forms")}
"""The headers that App Service sends for somebody signed in. Nothing in front of the functions host removes it."""


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in December 2026. Wall clocks in England then show UTC."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def _newcomer(name: str, series: str) -> Person:
    return Person(name, f"{name.lower().replace(' ', '.')}@example.org", series)


def _found(mail: dict[str, Any], kind: str) -> list[str]:
    return re.findall(rf'href="(https?://[^"]+/{kind}/[^"]+)"', mail["html"] or "")[:1]


def _record(person: Person, number: int, start: datetime) -> dict[str, Any]:
    joined, left = start + timedelta(minutes=number % 7), start + timedelta(minutes=58 - number % 11)
    return {
        "emailAddress": person.email,
        "totalAttendanceInSeconds": int((left - joined).total_seconds()),
        "role": "Attendee",
        "identity": {"id": f"00000000-0000-0000-0000-{number:012}", "displayName": person.name},
        "attendanceIntervals": [
            {
                "joinDateTime": _stamp(joined),
                "leaveDateTime": _stamp(left),
                "durationInSeconds": int((left - joined).total_seconds()),
            }
        ],
    }


def _report(start: datetime, records: list[dict[str, Any]]) -> dict[str, Any]:
    end = _stamp(start + timedelta(minutes=61))
    return {"meetingStartDateTime": _stamp(start), "meetingEndDateTime": end, "attendanceRecords": records}


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
