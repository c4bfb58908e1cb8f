"""The page of one version: who published it, when and why, what it changed, and how it differs from today."""

from shared.language.catalogue import say
from shared.language.dates import date_and_time
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.programme import HERE, address_of, version_title, who_words
from shared.pages.console.programme_draft import Typed
from shared.versions.affected import affects_words
from shared.versions.reviewing import VersionReview


def version_page(frame: Frame, shown: VersionReview, typed: Typed, *, may_change: bool) -> str:
    """The page of a version."""
    return render_in(
        frame,
        "pages/console/programme_version.html",
        title=version_title(shown.number),
        number=shown.number,
        typed=typed,
        facts=_facts(frame, shown),
        changed=[one.words for one in shown.changed],
        going_back=[(one.words, affects_words(one, shown.affected)) for one in shown.going_back],
        is_in_force=shown.number == shown.in_force,
        problem=shown.problem,
        next_number=shown.in_force + 1,
        here=address_of(shown.number),
        versions_address=HERE,
        may_change=may_change,
    )


def will_go_back(shown: VersionReview) -> list[str]:
    """What going back will do, one sentence for each change."""
    sentences = [
        say(
            "Version {next} comes into force everywhere within a minute. It says what version {number} said.",
            next=shown.in_force + 1,
            number=shown.number,
        )
    ]
    for change in shown.going_back:
        words = affects_words(change, shown.affected)
        sentences.append(f"{change.words}. {words}" if words else change.words)
    return sentences


def _facts(frame: Frame, shown: VersionReview) -> list[tuple[str, str]]:
    version = shown.version
    if version is None:
        return []
    facts = [
        (say("Published"), date_and_time(version.at, frame.programme.zone)),
        (say("By"), who_words(shown.names, version.who)),
        (say("Reason"), version.reason),
    ]
    if version.back_to is not None:
        facts.append((say("Went back to"), version_title(version.back_to)))
    return facts
