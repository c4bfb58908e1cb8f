"""Notices: the team writes to everyone who signed up for a session.

POST /api/sessions/{session}/notices -> notice kept, once         -> notice-due
notice-due                           -> everyone who is meant now -> delivery-due
"""

from datetime import datetime
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from shared import clock
from shared.messages import NoticeDue
from shared.notices.writing import NewNotice, send_notice, write_notice
from shared.services import the_services
from shared.sessions.reach import series_of_session
from shared.triggers import CONNECTION, received
from shared.web.description import takes, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


class NoticeShown(TypedDict):
    """The notice as it is kept."""

    session: str
    id: str
    whom: str
    subject: str
    at: datetime


@door(
    blueprint,
    "api/sessions/{session}/notices",
    within(series_of_session, takes(NewNotice, {202: NoticeShown}, 404, 409, role=Role.FACILITATOR)),
)
def notice_written(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"id": "…", "whom": "registered", "subject": "…", "text": "…"}` to write to everyone."""
    notice = write_notice(asked.services, asked.path["session"], asked.body(NewNotice), asked.who, asked.now)
    shown = notice.model_dump(mode="json", include=set(NoticeShown.__annotations__))
    return as_json(shown, HTTPStatus.ACCEPTED)


@blueprint.queue_trigger(arg_name="msg", queue_name=NoticeDue.QUEUE, connection=CONNECTION)
def on_notice_due(msg: func.QueueMessage) -> None:
    """The team wrote to the people of a session."""
    with received(NoticeDue, msg) as due:
        send_notice(the_services(), due, clock.now())
