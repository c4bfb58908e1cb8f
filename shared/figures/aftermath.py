"""What is kept of a session after it: that its attendance was settled, and its digest."""

from shared.attendance.rows import AttendanceTaken
from shared.figures.rows import Digest
from shared.services import Services
from shared.sessions.rows import session_key


def kept_after(services: Services, session_id: str) -> tuple[AttendanceTaken | None, Digest | None]:
    """Both, as far as they are there. Costs two operations."""
    key = session_key(session_id)
    return services.tables.get(AttendanceTaken, key), services.tables.get(Digest, key)
