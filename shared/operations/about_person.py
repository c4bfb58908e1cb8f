"""What the team's pages ask about one person, beside their dates."""

from shared.attention.matters import matters_of
from shared.attention.rows import Matter
from shared.bulletin.rows import Subscription
from shared.operations.waiting import series_of_matter
from shared.services import Services


def bulletin_of(services: Services, series: str, person: str) -> Subscription | None:
    """The person's subscription to the bulletin of this series, even if it has ended."""
    return services.tables.get(Subscription, (series, person))


def matters_about(services: Services, person: str, series: str) -> list[Matter]:
    """What waits for the team about this person and this series."""
    return [one for one in matters_of(services, person) if series in series_of_matter(services, one)]
