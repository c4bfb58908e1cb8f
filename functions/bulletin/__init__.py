"""The bulletin: news of changes, for the people whom they concern.

drafting     timer, Mondays -> issue from the fresh items -> facilitators told -> delivery-due
editing      GET, PUT /api/bulletin/{issue}; POST /api/bulletin/{issue}/approve -> bulletin-approved
sending      bulletin-approved -> one mail for each reader -> delivery-due
calling_off  POST /api/bulletin/{issue}/call-off -> the remaining mails are not sent
holding      POST /api/bulletin/{issue}/hold, /let-go -> held, a draft again
flash        POST /api/bulletin -> a draft on any day
counting     timer, daily -> how many people read
archive      GET /bulletin, /bulletin/{issue}, /bulletin/feed.atom
subscribing  GET, POST /bulletin/subscribe, /bulletin/unsubscribe/{token}
"""

from functions.bulletin import archive, calling_off, counting, drafting, editing, flash, holding, sending, subscribing
from functions.bulletin.blueprint import blueprint

__all__ = [
    "archive",
    "blueprint",
    "calling_off",
    "counting",
    "drafting",
    "editing",
    "flash",
    "holding",
    "sending",
    "subscribing",
]
