"""Delivery: each mail goes to one person.

sending    delivery-due -> row read again -> letter composed -> sent | refused | missed | unknown
releasing  timer, hourly -> deliveries whose slot comes within a day -> delivery-due
"""

from functions.delivery import releasing, sending
from functions.delivery.blueprint import blueprint

__all__ = ["blueprint", "releasing", "sending"]
