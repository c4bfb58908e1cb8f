"""Sessions: those of a month, and each with its parts.

GET /console/sessions?month=&series=      -> the sessions of a month
GET /console/sessions/{session}           -> its facts, its emails, what one can do
GET /console/sessions/{session}/questions -> its questions, without authors
GET /console/sessions/{session}/after     -> how it went
GET /console/sessions/{session}/digest    -> its digest, as the facilitators got it
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.figures.aftermath import kept_after
from shared.forms.pots import count_waiting
from shared.held.waiting import count_held
from shared.letters.digest_again import digest_again
from shared.meetings.hosting import hosts_of
from shared.operations.session_mails import latest_sent
from shared.pages.console.frame import ConsolePlace, Frame, frame_of
from shared.pages.console.session import Overview, session_page
from shared.pages.console.session_after import After, after_page
from shared.pages.console.session_questions import Questions, questions_page
from shared.pages.console.sessions import SessionList, sessions_page
from shared.questions.since_briefing import questions_of
from shared.registrations.month_counts import counts_of_sessions
from shared.registrations.roll import counts_of
from shared.sessions.listing import Month, sessions_of_month
from shared.sessions.reach import series_of_session
from shared.sessions.rescheduling import the_session
from shared.web.description import shows, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import mail_preview, page

COUNTED = 6
"""The overview counts the emails of so many kinds, those that began last. A page of emails has them all."""


@door(blueprint, "console/sessions", shows(query=("month", "series"), role=Role.FACILITATOR))
def sessions_page_requested(asked: Asked) -> func.HttpResponse:
    """The sessions of a month, for facilitators of their series."""
    services, now = asked.services, asked.now
    month = Month.read(asked.query.get("month", "")) or Month.of(now, services.programme.zone)
    own = [one for one in services.programme.series if asked.reach.has([one.id])]
    chosen = next((one.id for one in own if one.id == asked.query.get("series")), "")
    sessions = sessions_of_month(services, [one.id for one in own if chosen in ("", one.id)], month)
    counts = counts_of_sessions(services, sessions, now)
    return page(sessions_page(_frame(asked), SessionList(month, sessions, counts, own, chosen, now)))


@door(
    blueprint,
    "console/sessions/{session}",
    within(series_of_session, shows(404, query=("done",), role=Role.FACILITATOR)),
)
def session_page_requested(asked: Asked) -> func.HttpResponse:
    """A session's facts, its emails, and what its facilitators can do about it."""
    services, now = asked.services, asked.now
    session = the_session(services, asked.path["session"])
    mails, counted = latest_sent(services, session, now, COUNTED)
    found = Overview(
        session=session,
        counts=counts_of(services, session.id),
        hosts=hosts_of(services, session.id),
        mails=mails,
        counted=counted,
        now=now,
    )
    return page(session_page(_frame(asked), found, asked.query.get("done", "")))


@door(
    blueprint,
    "console/sessions/{session}/questions",
    within(series_of_session, shows(404, role=Role.FACILITATOR)),
)
def session_questions_requested(asked: Asked) -> func.HttpResponse:
    """A session's questions as they stand, for its facilitators."""
    services = asked.services
    session = the_session(services, asked.path["session"])
    found = Questions(
        session=session,
        out=questions_of(services, session.id),
        waiting=count_waiting(services, session.id),
        held=count_held(services, session.id, asked.now),
    )
    return page(questions_page(_frame(asked), found))


@door(blueprint, "console/sessions/{session}/after", within(series_of_session, shows(404, role=Role.FACILITATOR)))
def session_after_requested(asked: Asked) -> func.HttpResponse:
    """How a session went, for its facilitators."""
    session = the_session(asked.services, asked.path["session"])
    taken, digest = kept_after(asked.services, session.id)
    return page(after_page(_frame(asked), After(session, taken, digest, asked.now)))


@door(blueprint, "console/sessions/{session}/digest", within(series_of_session, shows(404, role=Role.FACILITATOR)))
def session_digest_requested(asked: Asked) -> func.HttpResponse:
    """The digest of a session as its facilitators got it, for them to read again."""
    session = the_session(asked.services, asked.path["session"])
    return mail_preview(digest_again(asked.services, session, asked.now).html)


def _frame(asked: Asked) -> Frame:
    return frame_of(asked, ConsolePlace.SESSIONS)
