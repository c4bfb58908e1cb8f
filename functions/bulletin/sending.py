"""Sending: an approved issue goes to its readers, one mail each.

docs/decisions/0006-bulletin-one-mail-each.md says why.

bulletin-approved -> everybody in an audience that the issue has something for -> delivery-due
"""

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared import clock
from shared.bulletin.sending import send_issue
from shared.messages import BulletinApproved
from shared.services import the_services
from shared.triggers import CONNECTION, received


@blueprint.queue_trigger(arg_name="msg", queue_name=BulletinApproved.QUEUE, connection=CONNECTION)
def on_bulletin_approved(msg: func.QueueMessage) -> None:
    """A facilitator approved an issue."""
    with received(BulletinApproved, msg) as approved:
        send_issue(the_services(), approved.issue, clock.now())
