"""Who may read a held text: the person whom the programme file names, and the people who host its series."""

from datetime import datetime

from shared.held.rows import Held
from shared.held.waiting import waiting_texts
from shared.services import Services
from shared.sessions.rows import session_key
from shared.web.reach import OtherSeries, Reach


def texts_for(services: Services, reach: Reach, now: datetime) -> list[Held]:
    """The texts that wait and that they may read, oldest first."""
    return [row for row in waiting_texts(services, now) if _may_read(reach, row)]


def require_text(services: Services, reach: Reach, held_id: str) -> None:
    """Raise `OtherSeries` if this text is not theirs to decide about."""
    row = services.tables.get(Held, (Held.PARTITION, held_id))
    if row and not _may_read(reach, row):
        raise OtherSeries("This belongs to a series that you do not host. Ask a coordinator.")


def _may_read(reach: Reach, row: Held) -> bool:
    return reach.reads_held or reach.has((session_key(row.session)[0],))
