"""The questions that came after the facilitators of a session were briefed."""

from shared.questions.rows import Question
from shared.services import Services
from shared.sessions.rows import OpenSession


def questions_of(services: Services, session_id: str) -> list[Question]:
    """The session's questions that people may read."""
    return list(services.tables.partition(Question, session_id))


def question_ids(services: Services, session_id: str) -> tuple[str, ...]:
    """The session's questions now, by id."""
    return tuple(one.id for one in services.tables.partition(Question, session_id))


def new_questions(services: Services, session_id: str) -> list[Question]:
    """The questions that the briefing did not have."""
    entry = services.tables.get(OpenSession, OpenSession(id=session_id).key)
    told = set(entry.told) if entry else set()
    return [one for one in services.tables.partition(Question, session_id) if one.id not in told]
