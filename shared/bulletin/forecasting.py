"""Forecasting: to whom an issue would go if it was approved now, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.bulletin.issues import items_to_come
from shared.bulletin.readership import readers_to_come
from shared.bulletin.rows import Issue
from shared.bulletin.sending import audiences_of
from shared.mail.deliveries import forecast
from shared.mail.rows import Lane
from shared.services import Services


@dataclass(frozen=True)
class Forecast:
    """The audiences that it goes to, and about when the first and the last email go."""

    audiences: list[str]
    first_at: datetime
    last_at: datetime


def forecast_of(services: Services, issue: Issue, now: datetime, wait: timedelta) -> Forecast:
    """What would happen if the issue was approved now."""
    audiences = audiences_of(services, issue, items_to_come(services, issue, now))
    count = readers_to_come(services, audiences)
    begins_at = now + wait
    return Forecast(audiences, begins_at, forecast(services, Lane.BULK, count, begins_at))
