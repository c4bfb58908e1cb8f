"""The words of a session's Teams meeting in the organiser's calendar."""

from html import escape

from shared.graph.protocol import Invitation
from shared.programme.model import Programme
from shared.sessions.rows import Session


def invitation(programme: Programme, session: Session) -> Invitation:
    """The meeting of this session. Its key comes from the session's id, so that it is made once."""
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in programme.ground_rules.rules)
    return Invitation(
        key=f"virtual-cafe.{session.id}",
        subject=session.title,
        html=f"<p>{escape(session.title)}, {escape(programme.about.region)}.</p><ul>{rules}</ul>",
        start=session.start,
        end=session.end,
    )
