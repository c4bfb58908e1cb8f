"""Publishing: the draft becomes the next version, and is in force. Going back makes a new version of an old one.

The version, what it says, which one is in force and the closed draft are written in one transaction. Then a message
lets sessions, seats and hosts follow. If the process dies in between, the same press again sends the message; and the
nightly planning does the same work anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import AnotherVersion, NotPossible, NotUsable
from shared.gate.naming_nobody import wrong_words
from shared.language.catalogue import say, say_many
from shared.messages import ProgrammePublished
from shared.programme.content import Content
from shared.programme.rows import Draft, InForceVersion, Version, VersionContent, version_key
from shared.services import Services
from shared.storage.row import Row
from shared.storage.tables import RowChanged
from shared.versions.affected import coming_sessions
from shared.versions.differences import differences, names_of
from shared.versions.drafting import checked, closed, mark_of, open_draft
from shared.versions.standing import InForceNow, in_force_now, version_now

LONGEST_REASON = 500


@dataclass(frozen=True)
class Decision:
    """Somebody decides that there shall be a version with this number, and why. Others of the team read the reason."""

    number: int
    who: str
    reason: str


def publish(services: Services, decision: Decision, shown: str, now: datetime) -> None:
    """Publish the draft. `shown` is the mark of the draft that the person saw. The same press again changes nothing.

    Raises `AnotherVersion` if somebody published or changed the draft meanwhile, and `NotUsable` if it cannot be used.
    """
    must_be_a_reason(services, decision.reason)
    in_force = in_force_now(services)
    if _is_done(services, in_force, decision):
        return _follow(services, decision.number)
    draft = open_draft(services)
    if draft is None:
        raise NotPossible(say("There is no draft to publish."))
    if draft.made_on != in_force.number or decision.number != in_force.number + 1:
        raise AnotherVersion(say("Somebody published another version meanwhile."))
    if mark_of(services, draft) != shown:
        raise AnotherVersion(say("Somebody changed the draft meanwhile."))
    if not is_news(in_force, draft):
        raise NotPossible(say("The draft says the same as what is in force."))
    must_be_publishable(services, in_force, draft.content, now)
    enter(services, decision.who, "publish", f"programme.{decision.number}", decision.reason, now)
    content = VersionContent(number=decision.number, content=draft.content, deployed=draft.deployed)
    _write(services, in_force, _version(decision, now), content, [closed(draft, decision.who, now)])
    return _follow(services, decision.number)


def go_back(services: Services, to: int, decision: Decision, now: datetime) -> None:
    """Publish what an old version would be today as a new version. The draft stays as it is, and can catch up.

    Raises `NotThere`, `AnotherVersion`, `NotUsable`.
    """
    must_be_a_reason(services, decision.reason)
    in_force = in_force_now(services)
    if _is_done(services, in_force, decision):
        return _follow(services, decision.number)
    if decision.number != in_force.number + 1:
        raise AnotherVersion(say("Somebody published another version meanwhile."))
    old = version_now(services, to)
    if old.standing.not_used:
        raise NotUsable(say("The version cannot be used any more."), [{"field": "", "message": old.standing.not_used}])
    must_be_publishable(services, in_force, old.standing.content, now)
    enter(services, decision.who, "go back", f"programme.{decision.number}", decision.reason, now)
    content = VersionContent(number=decision.number, content=old.standing.content, deployed=old.deployed)
    _write(services, in_force, _version(decision, now).model_copy(update={"back_to": to}), content, [])
    return _follow(services, decision.number)


def is_news(in_force: InForceNow, draft: Draft) -> bool:
    """Whether the draft changes what is in force, or decides a conflict."""
    return draft.content != in_force.standing.content or draft.deployed != in_force.deployed


def must_be_publishable(services: Services, in_force: InForceNow, content: Content, now: datetime) -> None:
    """Raises `NotUsable` if the model refuses it, or if a café that goes has sessions to come."""
    programme = checked(services, content)
    kept = {one.id for one in programme.series}
    gone = [one.id for one in in_force.standing.programme.series if one.id not in kept]
    names = names_of(in_force.standing.content)
    counts = [(series, len(coming_sessions(services, series, now))) for series in gone]
    errors = [
        {
            "field": "series",
            "message": say_many(
                "{name} has {count} session to come. Keep it, or cancel the session first.",
                "{name} has {count} sessions to come. Keep it, or cancel them first.",
                count=count,
                name=names[series],
            ),
        }
        for series, count in counts
        if count
    ]
    if errors:
        raise NotUsable(say("A series with sessions to come cannot be removed."), errors)


def must_be_a_reason(services: Services, reason: str) -> None:
    """Raises `NotUsable` unless this is a reason that others may read."""
    message = ""
    if not reason.strip():
        message = say("Enter a reason")
    elif len(reason) > LONGEST_REASON:
        message = say("The reason must be {count} characters or fewer", count=LONGEST_REASON)
    else:
        message = wrong_words(services.programme, reason)
    if message:
        raise NotUsable(message, [{"field": "reason", "message": message}])


def _is_done(services: Services, in_force: InForceNow, decision: Decision) -> bool:
    """Whether this very decision is in force already: its press broke off, or came twice."""
    if in_force.number != decision.number:
        return False
    version = services.tables.get(Version, version_key(decision.number))
    return version is not None and (version.who, version.reason) == (decision.who, decision.reason)


def _version(decision: Decision, now: datetime) -> Version:
    return Version(number=decision.number, at=now, who=decision.who, reason=decision.reason)


def _write(
    services: Services, in_force: InForceNow, version: Version, content: VersionContent, others: Sequence[Row]
) -> None:
    before = in_force.standing.content
    version = version.model_copy(update={"changes": len(differences(before, content.content))})
    row = InForceVersion(number=version.number, etag=in_force.row.etag)
    rows = [version, content.model_copy(update={"before": before}), row, *others]
    try:
        services.tables.change_together(rows)
    except RowChanged as changed:
        raise AnotherVersion(say("Somebody published or changed the draft at the same moment.")) from changed


def _follow(services: Services, number: int) -> None:
    services.in_force.look_again()
    services.queues.send(ProgrammePublished(number=number))
