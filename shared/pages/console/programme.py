"""The page of the programme's versions: which one is in force, the draft, and every version with who, when and why."""

from collections.abc import Mapping

from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time
from shared.pages.console.frame import Frame, render_in
from shared.programme.in_force import Standing
from shared.programme.rows import Version
from shared.versions.differences import differences
from shared.versions.reviewing import Overview

HERE = "/console/settings/programme"


def programme_page(frame: Frame, versions: Overview, *, may_change: bool, notice: str = "") -> str:
    """The page. Its list is empty as long as nobody published anything."""
    return render_in(
        frame,
        "pages/console/programme.html",
        done=notice,
        in_force=_in_force(frame, versions),
        problems=problems_of(versions.number, versions.standing),
        conflicts=_conflicts(versions.standing),
        draft=_draft_words(versions),
        draft_address=f"{HERE}/draft",
        upload_address=f"{HERE}/upload",
        download_address=f"{address_of(versions.number)}/cafe.toml",
        may_change=may_change,
        head=[say("Version"), say("Published"), say("By"), say("Reason"), say("Changes")],
        rows=[_row(frame, versions, one) for one in versions.listed],
        newer=_neighbour(versions, newer=True),
        older=_neighbour(versions, newer=False),
    )


def address_of(number: int) -> str:
    """The address of a version's page."""
    return f"{HERE}/versions/{number}"


def version_title(number: int) -> str:
    """What a version is called."""
    return say("Version {number}", number=number) if number else say("Version 0, the deployed file")


def problems_of(number: int, standing: Standing) -> list[str]:
    """What a newer deployed file makes impossible."""
    if standing.not_used:
        why = standing.not_used
        return [
            say("Version {number} cannot be used. The deployed file is in force.", number=number),
            say("What is wrong: {why}", why=why),
        ]
    if standing.not_merged:
        return [
            say(
                "A newer deployed file does not fit version {number}. The version stays in force as it was published.",
                number=number,
            ),
            say("What is wrong: {why}", why=standing.not_merged),
        ]
    return []


def _in_force(frame: Frame, versions: Overview) -> str:
    known = next((one for one in versions.listed if one.number == versions.number), None)
    if versions.number == 0:
        return say("The deployed file is in force. Nobody has published a version yet.")
    if known is None:
        return say("Version {number} is in force.", number=versions.number)
    return say(
        "Version {number} is in force. {who} published it on {when}.",
        number=known.number,
        who=who_words(versions.names, known.who),
        when=date_and_time(known.at, frame.programme.zone),
    )


def who_words(names: Mapping[str, str], who: str) -> str:
    """The name of somebody of the team; or what we know of them."""
    return names.get(who) or say("somebody whose name is not known")


def _conflicts(standing: Standing) -> str:
    if not standing.conflicts:
        return ""
    return say_many(
        "The team and a newer deployed file both changed {count} thing. The team's stays until somebody decides.",
        "The team and a newer deployed file both changed {count} things. The team's stay until somebody decides.",
        count=len(standing.conflicts),
    )


def _draft_words(versions: Overview) -> str:
    if versions.draft is None:
        return ""
    changes = len(differences(versions.standing.content, versions.draft.content))
    return say_many(
        "The draft has {count} change that is not published yet.",
        "The draft has {count} changes that are not published yet.",
        count=changes,
    )


def _row(frame: Frame, versions: Overview, one: Version) -> list[dict[str, object]]:
    reason = one.reason
    if one.back_to is not None:
        reason = say("Back to version {number}. {reason}", reason=reason, number=one.back_to)
    return [
        {"text": version_title(one.number), "href": address_of(one.number)},
        {"text": date_and_time(one.at, frame.programme.zone)},
        {"text": who_words(versions.names, one.who)},
        {"text": reason},
        {"text": say_many("{count} change", "{count} changes", count=one.changes)},
    ]


def _neighbour(versions: Overview, *, newer: bool) -> tuple[str, str] | None:
    """The page before or after this one: its words and its address."""
    if not versions.listed:
        return None
    if newer:
        first = versions.newest + len(versions.listed)
        is_there, newest = versions.newest < versions.number, min(first, versions.number)
    else:
        newest = versions.listed[-1].number - 1
        is_there = newest > 0
    words = say("From version {number} down", number=newest)
    return (words, f"{HERE}?newest={newest}") if is_there else None
