"""Teams' part of Graph: meetings by their link, attendance reports. And the directory's one question."""

import re

from starlette.responses import Response

from local.sandbox.call import Call, answered
from local.sandbox.graph.documents import Document
from local.sandbox.graph.meetings import Meeting
from local.sandbox.graph.odata import GraphError


def get_user(call: Call) -> Response:
    return answered(call.query.shape(call.person.as_user()))


def _meeting(call: Call, meeting: Meeting) -> Document:
    event = next(event for event in call.sandbox.calendars.all() if event.id == meeting.event_id)
    return call.query.shape(meeting.answer(event))


def find_meeting(call: Call) -> Response:
    """Finds a meeting by JoinWebUrl only: Graph does not list meetings."""
    asked = re.fullmatch(r"\s*JoinWebUrl\s+eq\s+'((?:[^']|'')*)'\s*", call.query.get("$filter"), re.IGNORECASE)
    if asked is None:
        raise GraphError(400, "BadRequest", "A filter on JoinWebUrl is required.")
    meeting = call.sandbox.meetings.joined_by(asked[1].replace("''", "'"))
    found = [] if meeting is None or meeting.organiser != call.person else [_meeting(call, meeting)]
    return answered({"@odata.context": call.query.context, "value": [*found]})


def get_meeting(call: Call) -> Response:
    return answered(_meeting(call, call.sandbox.meetings.find(call.person, call.params["meeting"])))


def list_reports(call: Call) -> Response:
    """Reports that are ready, newest first; their records come empty here."""
    meeting = call.sandbox.meetings.find(call.person, call.params["meeting"])
    ready = [report.answer() for report in meeting.reports if report.readable(call.now)]
    return answered(call.query.page(ready[::-1], default=100))


def get_report(call: Call) -> Response:
    meetings = call.sandbox.meetings
    report = meetings.report(call.person, call.params["meeting"], call.params["report"], call.now)
    return answered(call.query.shape(report.answer() | {"attendanceRecords": [*report.records()]}))


def list_records(call: Call) -> Response:
    meetings = call.sandbox.meetings
    report = meetings.report(call.person, call.params["meeting"], call.params["report"], call.now)
    return answered(call.query.page(report.records(), default=50, token="$skiptoken"))
