"""Asking: we ask everyone who had a seat how it was, or what stopped them.

feedback-due -> delivery-due"""

import azure.functions as func

from functions.feedback.blueprint import blueprint
from shared import clock
from shared.feedback.asking import ask_for_feedback
from shared.messages import FeedbackDue
from shared.services import the_services
from shared.triggers import CONNECTION, received


@blueprint.queue_trigger(arg_name="msg", queue_name=FeedbackDue.QUEUE, connection=CONNECTION)
def on_feedback_due(msg: func.QueueMessage) -> None:
    """We know who came to a session."""
    with received(FeedbackDue, msg) as due:
        ask_for_feedback(the_services(), due.session, clock.now())
