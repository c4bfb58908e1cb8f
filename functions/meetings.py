"""Meetings: each session's Teams meeting in the organiser's calendar.

session-planned   -> meeting found or made -> session open; standing registrations join it
session-changed   -> meeting updated   -> everyone registered is told, once the time has settled -> delivery-due
session-cancelled -> meeting cancelled -> everyone registered is told -> delivery-due

While Graph is away or asks us to wait, we send the message again for later. This uses up no attempt.
"""

import azure.functions as func

from shared import clock
from shared.meetings.calendar import cancel_meeting, move_meeting, open_session, waiting_for_graph
from shared.messages import SessionCancelled, SessionChanged, SessionPlanned
from shared.services import the_services
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="msg", queue_name=SessionPlanned.QUEUE, connection=CONNECTION)
def on_session_planned(msg: func.QueueMessage) -> None:
    """A session needs its meeting."""
    with received(SessionPlanned, msg) as planned, waiting_for_graph(the_services(), planned, clock.now()):
        open_session(the_services(), planned.session, clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=SessionChanged.QUEUE, connection=CONNECTION)
def on_session_changed(msg: func.QueueMessage) -> None:
    """A session has another time."""
    with received(SessionChanged, msg) as changed, waiting_for_graph(the_services(), changed, clock.now()):
        move_meeting(the_services(), changed.session, clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=SessionCancelled.QUEUE, connection=CONNECTION)
def on_session_cancelled(msg: func.QueueMessage) -> None:
    """A session will not take place."""
    with received(SessionCancelled, msg) as cancelled, waiting_for_graph(the_services(), cancelled, clock.now()):
        cancel_meeting(the_services(), cancelled.session, clock.now())
