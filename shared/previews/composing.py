"""Composing an email before its time, from the rows as they are now, for a made-up person.

No registration is read to whom it would go: the person is made up, and so are their personal links. Emails for the
team are composed for the first facilitator, with figures that count the first people alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from shared.ahead.acts import TO, Act, ActKind, Whom
from shared.ahead.of_planning import row_of, the_planned
from shared.bulletin.horizon import is_news
from shared.bulletin.rows import FreshItem, Issue, IssueState, Item, Subscription
from shared.keys import Keys, Link
from shared.language.catalogue import say
from shared.letters.kinds import COMPOSE
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery, MailKind
from shared.meetings.rows import Host
from shared.programme.model import Facilitator
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.storage.pretending import PretendedTables
from shared.storage.row import Row

COUNTED = 300
"""How many people the figures of a preview count. A page does not read thousands."""

ITEMS = 5
"""How many items a draft that is not there yet shows. A page does not read fifty."""

SAMPLE, ADDRESS = "sample", "alex.sample@example.org"
"""The key of the made-up person, and their address."""

MAILS = {ActKind.GOING_OUT: MailKind.BULLETIN}
"""The kind of email where its name is another than the act's."""


class SampleKeys(Keys):
    """The café's keys, whose links open nothing."""

    def sign(self, link: Link, *parts: str) -> str:  # noqa: ARG002 - whatever it would be for
        """A token that nobody made."""
        return SAMPLE


def has_preview(act: Act) -> bool:
    """Whether this act sends emails."""
    return TO[act.kind] is not Whom.NOBODY


def preview(services: Services, act: Act, now: datetime) -> Letter:
    """The email of this act, as it reads at its time with what is known now.

    Raises `Missed` if there is nothing to send as things are now.
    """
    at = max(act.at, now) if act.at < act.until else now
    person, rows = _recipient(services, act, at)
    pretended = replace(
        services,
        tables=PretendedTables(services.tables, rows, {Registration: COUNTED}),
        keys=SampleKeys(services.settings.secret),
    )
    kind = MAILS.get(act.kind) or MailKind(act.kind.value)
    detail = "0" if act.kind is ActKind.HOSTING else act.detail
    delivery = Delivery(purpose=act.id, person=person, kind=kind, about=act.about, detail=detail, due=at)
    return COMPOSE[kind](pretended, _of_version(delivery, rows), at)


def _of_version(delivery: Delivery, rows: list[Row]) -> Delivery:
    """An invitation of the version that is the session's now."""
    if delivery.kind is not MailKind.HOSTING:
        return delivery
    session = next(row for row in rows if isinstance(row, Session))
    return delivery.model_copy(update={"detail": str(session.sequence)})


def _recipient(services: Services, act: Act, at: datetime) -> tuple[str, list[Row]]:
    """The key of the person for whom it is composed, and what seems to be there for that."""
    match TO[act.kind]:
        case Whom.SEATED | Whom.TOLD:
            return SAMPLE, [_place(act, at), *_cancelled(services, act)]
        case Whom.READERS:
            return SAMPLE, list(_subscriptions(services, at))
        case Whom.FACILITATORS:
            return _key(services, services.programme.facilitators[0]), _draft(services, act, at)
    host = next(iter(services.programme.facilitators_of(act.series)), None)
    if host is None:
        raise Missed("this facilitator no longer hosts the series")
    return _key(services, host), _hosting(services, act, host, at)


def _key(services: Services, facilitator: Facilitator) -> str:
    return services.keys.person(facilitator.email)


def _sign_up(series: str) -> SignUp:
    return SignUp(name=say("Alex Sample"), email=ADDRESS, series=series)


def _place(act: Act, at: datetime) -> Registration:
    """A place that the made-up person has had for a while."""
    since = at - timedelta(days=60)
    return Registration(
        session=act.about,
        person=SAMPLE,
        details=_sign_up(act.series),
        state=RegistrationState.REGISTERED,
        changed_at=since,
        sign_up_at=since,
    )


def _cancelled(services: Services, act: Act) -> list[Row]:
    """The session as it will be once everyone is told that it is off."""
    session = services.tables.get(Session, session_key(act.about)) if act.kind is ActKind.CANCELLED else None
    if session is None:
        return []
    return [session.model_copy(update={"state": SessionState.CANCELLED, "sequence": session.sequence + 1})]


def _subscriptions(services: Services, at: datetime) -> Iterator[Subscription]:
    for audience in services.programme.audiences:
        yield Subscription(
            audience=audience, person=SAMPLE, name=say("Alex Sample"), email=ADDRESS, confirmed=True, since=at
        )


def _hosting(services: Services, act: Act, host: Facilitator, at: datetime) -> list[Row]:
    """The invitation of a session that may not be planned yet."""
    if act.kind is not ActKind.HOSTING:
        return []
    session = services.tables.get(Session, session_key(act.about))
    if session is None:
        found = the_planned(services.programme, act.about, at)
        if found is None:
            raise Missed("the session is not kept any more")
        session = row_of(*found)
    first = session.sequence if session.moved_from is None else -1
    session = session.model_copy(update={"state": SessionState.OPEN})
    person = _key(services, host)
    return [session, Host(session=session.id, person=person, name=host.name, email=host.email, first=first)]


def _draft(services: Services, act: Act, at: datetime) -> list[Row]:
    """The issue as it would be drafted now, with its first items."""
    items: list[Item] = []
    for mark in services.tables.partition(FreshItem, FreshItem.PARTITION):
        item = services.tables.get(Item, (mark.source, mark.id)) if len(items) < ITEMS else None
        items += [item] if item and is_news(item, at, services.programme.zone) else []
    if not items:
        raise Missed("there is no news")
    keys = tuple(item.key for item in items)
    return [Issue(id=act.about, state=IssueState.DRAFT, items=keys, drafted_at=at), *items]
