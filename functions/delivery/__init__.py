"""Delivery: each mail goes to one person.

sending    delivery-due -> row read again -> letter composed -> sent | refused | missed | unknown
releasing  timer, hourly -> deliveries whose slot comes within a day -> delivery-due
returning  timer, half-hourly -> reports in the mailboxes of mails that came back -> refused
"""

from functions.delivery import releasing, returning, sending
from functions.delivery.blueprint import blueprint

__all__ = ["blueprint", "releasing", "returning", "sending"]
