"""One thing that will happen: when, to whom, its email, and what a person can do about it. And what goes by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.ahead.acts import Act, ActKind
from shared.ahead.deciding import can_start
from shared.ahead.going import Going
from shared.ahead.listing import Ahead, Expected
from shared.bulletin.horizon import week_of
from shared.language.catalogue import Marked, say
from shared.language.dates import date_and_time, long_date, short_date
from shared.pages.console.acts import about_words, act_address, note_words, to_words, what_words
from shared.pages.console.check import check_page
from shared.pages.console.frame import Frame, render_in
from shared.registrations.roll import Counts
from shared.web.requests import Fields


class Press(StrEnum):
    """The buttons of the page."""

    HOLD = "hold"
    LET_GO = "let-go"
    START = "start"


BUTTONS: Mapping[Press, Marked] = {
    Press.HOLD: Marked("Hold this"),
    Press.LET_GO: Marked("Let it go again"),
    Press.START: Marked("Start it now"),
}

ALSO: Mapping[tuple[Press, ActKind], Marked] = {
    (Press.HOLD, ActKind.PLANNING): Marked("Nobody can sign up to this session while it is held."),
    (Press.HOLD, ActKind.DIGEST): Marked("The figures are counted and kept all the same."),
    (Press.HOLD, ActKind.HOSTING): Marked("If the session is cancelled, its facilitators hear of it all the same."),
    (Press.START, ActKind.PLANNING): Marked("The session is planned and gets its Teams meeting."),
    (Press.START, ActKind.REMINDER): Marked(
        "People who signed up within the last day are left out: their confirmation is as new."
    ),
    (Press.START, ActKind.BRIEFING): Marked("The questions and figures are those of now. New questions come later."),
    (Press.START, ActKind.DIGEST): Marked("Answers that come later are not in it."),
}
"""What else pressing it does."""

GOES: Mapping[str, Marked] = {
    "registrations": Marked("Sign-ups, seats, waiting list, attendance and questions"),
    "feedback": Marked("Feedback"),
    "sessions": Marked("The session's time, its figures and its digest"),
}
"""What goes when the days of each key in `[retention]` are over."""


@dataclass(frozen=True)
class Mail:
    """The email of an act: its subject, or why there would be none."""

    subject: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Shown:
    """An act with what was read about it."""

    ahead: Ahead
    expected: Expected
    counts: Mapping[str, Counts]
    now: datetime

    @property
    def act(self) -> Act:
        """The act itself."""
        return self.expected.act


def act_page(
    frame: Frame,
    shown: Shown,
    mail: Mail | None,
    *,
    reason: str = "",
    error: str = "",
    refused: str = "",
) -> str:
    """What will happen, and the buttons. `error` is about the reason, `refused` about the act."""
    act, programme = shown.act, frame.programme
    return render_in(
        frame,
        "pages/console/act.html",
        what=what_words(act),
        about=about_words(programme, shown.ahead, act),
        facts=_facts(frame, shown, mail),
        address=act_address(act),
        mail=mail,
        buttons=[(press.value, say(BUTTONS[press])) for press in presses(frame, shown)],
        reason_text=reason,
        error=error,
        refused=refused,
    )


def presses(frame: Frame, shown: Shown) -> Sequence[Press]:
    """What can be done about it now."""
    act = shown.act
    if act.until <= shown.now:
        return []
    hold = [Press.LET_GO] if shown.expected.held else [Press.HOLD] if act.can_be_held else []
    start = [Press.START] if can_start(act, week_of(shown.now, frame.programme.zone)) else []
    return [*hold, *start]


def act_check_page(frame: Frame, shown: Shown, press: Press, fields: Fields) -> str:
    """The page that says what pressing it does."""
    act = shown.act
    return check_page(
        frame,
        title=say("{button}: {what}", button=say(BUTTONS[press]), what=what_words(act)),
        will=[about_words(frame.programme, shown.ahead, act), *_will(frame, shown, press), *_also(press, act)],
        action=act_address(act),
        fields=fields,
        button=say(BUTTONS[press]),
        back=act_address(act),
    )


def _will(frame: Frame, shown: Shown, press: Press) -> Sequence[str]:
    act, programme = shown.act, frame.programme
    to = to_words(programme, act, shown.counts)
    if press is Press.HOLD:
        over = date_and_time(act.until, programme.zone)
        return [
            say("It does not happen until somebody lets it go again."),
            say("If it is still held on {moment}, it never happens.", moment=over),
        ]
    if press is Press.START:
        return [say("It happens now. It goes to: {to}.", to=to), say("It does not happen again at its time.")]
    if act.at <= shown.now:
        return [say("Its time has come. It happens within ten minutes. It goes to: {to}.", to=to)]
    return [say("It happens on {moment}. It goes to: {to}.", moment=date_and_time(act.at, programme.zone), to=to)]


def _also(press: Press, act: Act) -> Sequence[str]:
    also = ALSO.get((press, act.kind))
    return [say(also)] if also else []


def _facts(frame: Frame, shown: Shown, mail: Mail | None) -> list[tuple[str, str]]:
    act, held, zone = shown.act, shown.expected.held, frame.programme.zone
    when = date_and_time(act.at, zone)
    facts = [(say("When"), say("{moment} at the earliest", moment=when) if act.is_earliest else when)]
    if act.if_any:
        facts.append((say("Condition"), note_words(act)))
    facts.append((say("To"), to_words(frame.programme, act, shown.counts)))
    if mail and mail.subject:
        facts.append((say("Subject"), mail.subject))
    if held:
        since = date_and_time(held.at, zone)
        facts.append((say("Held"), say("Since {moment}: {reason}", moment=since, reason=held.reason)))
    return facts


def retention_page(frame: Frame, going: Sequence[Going]) -> str:
    """What goes in the coming nights."""
    zone, kept = frame.programme.zone, frame.programme.retention
    rows = [
        (
            long_date(one.at, zone),
            say(GOES[one.key]),
            say("{title}, {when}", title=one.session.title, when=short_date(one.session.start.astimezone(zone).date())),
            say("{count} days", count=getattr(kept, one.key)),
        )
        for one in going
    ]
    return render_in(frame, "pages/console/retention.html", rows=rows)
