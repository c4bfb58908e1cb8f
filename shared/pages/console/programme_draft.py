"""The page of the draft: what it changes, for whom, what is in its way, and the buttons to publish or discard it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.language.catalogue import say
from shared.language.dates import date_and_time
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.programme import HERE, problems_of, who_words
from shared.programme.merging import Conflict, with_value
from shared.versions.affected import affects_words
from shared.versions.differences import differences
from shared.versions.reviewing import DraftReview


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, and what is wrong with it."""

    reason: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    """The words about a field, by its name."""
    warning: str = ""


def draft_page(frame: Frame, shown: DraftReview, typed: Typed, *, may_change: bool, notice: str = "") -> str:
    """The page. Without a draft it says how to begin one, and shows the conflicts of what is in force."""
    draft = shown.draft
    return render_in(
        frame,
        "pages/console/programme_draft.html",
        done=notice,
        typed=typed,
        draft=draft,
        mark=shown.mark,
        saved=_saved(frame, shown),
        changes=[(one.words, affects_words(one, shown.affected)) for one in shown.changes],
        is_news=shown.is_news,
        conflicts=[_both_sides(shown, *one) for one in shown.conflicts],
        problems=problems_of(shown.number, shown.standing),
        mistakes=shown.mistakes,
        is_behind=draft is not None and draft.made_on != shown.number,
        in_force_now=shown.number,
        next_number=shown.number + 1,
        here=f"{HERE}/draft",
        versions_address=HERE,
        may_change=may_change,
    )


def will_publish(shown: DraftReview) -> list[str]:
    """What publishing will do, one sentence for each change."""
    sentences = [say("Version {number} comes into force everywhere within a minute.", number=shown.number + 1)]
    for change in shown.changes:
        words = affects_words(change, shown.affected)
        sentences.append(f"{change.words}. {words}" if words else change.words)
    return sentences


def _saved(frame: Frame, shown: DraftReview) -> str:
    draft = shown.draft
    if draft is None or draft.at is None:
        return ""
    when = date_and_time(draft.at, frame.programme.zone)
    return say("{who} changed it last, on {when}.", who=who_words(shown.names, draft.who), when=when)


def _both_sides(shown: DraftReview, mark: str, conflict: Conflict) -> tuple[str, list[str]]:
    """The mark of a conflict, and what would change if the deployed file's side were taken."""
    ours = shown.draft.content if shown.draft else shown.standing.content
    files = with_value(ours, conflict.place, conflict.files)
    return mark, [change.words for change in differences(ours, files)]
