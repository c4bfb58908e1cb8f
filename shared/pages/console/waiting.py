"""What waits about people: a list for each kind, a page for each thing, and the acts that deal with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.attention.rows import Matter, MatterKind
from shared.bulletin.issues import issue_title
from shared.failures.rows import FailedWork
from shared.forms.answers import FieldError
from shared.forms.mending import words_of
from shared.language.catalogue import Marked, say
from shared.language.dates import date_and_time, short_date
from shared.mail.in_words import kind_words, reason_words
from shared.mail.rows import MailKind
from shared.operations.dealing import Dealing, Wish
from shared.operations.waiting import SESSION, WaitingShown
from shared.pages.console.check import check_page
from shared.pages.console.frame import Frame, render_in
from shared.programme.model import Programme
from shared.registrations.sign_up import SignUp
from shared.text.plain import in_one_line
from shared.web.requests import Fields


class Tab(StrEnum):
    """The lists of the page."""

    AUDIENCE = "audience"
    SIGN_UP = "sign-up"
    SLIP = "slip"
    EMAIL = "email"


TABS: Mapping[Tab, Marked] = {
    Tab.AUDIENCE: Marked("Sign-ups to decide about ({count})"),
    Tab.SIGN_UP: Marked("Sign-ups that could not be used ({count})"),
    Tab.SLIP: Marked("Addresses that look mistyped ({count})"),
    Tab.EMAIL: Marked("Emails that did not arrive ({count})"),
}

WHY: Mapping[Tab, Marked] = {
    Tab.AUDIENCE: Marked(
        "The grade or role belongs to another café than the one that was chosen. Accept the sign-up for one of the "
        "cafés, or refuse it. The person is told by email."
    ),
    Tab.SIGN_UP: Marked(
        "The answers could not be used as they are. If they hold an address, the person got an email with a link to "
        "correct them. You can correct them too."
    ),
    Tab.SLIP: Marked(
        "Emails to such an address reach nobody, or somebody else. Correct the address, or say that it is right."
    ),
    Tab.EMAIL: Marked(
        "The mail system refused the email, or it came back. Find out the right address, or say why it is dealt with."
    ),
}
"""What each list holds, and what to do about it."""

EMPTY: Mapping[Tab, Marked] = {
    Tab.AUDIENCE: Marked("No sign-up waits for a decision."),
    Tab.SIGN_UP: Marked("Every sign-up could be used."),
    Tab.SLIP: Marked("No address looks mistyped."),
    Tab.EMAIL: Marked("Every email has arrived, as far as we know."),
}

KINDS: Mapping[Tab, tuple[MatterKind, ...]] = {
    Tab.AUDIENCE: (MatterKind.AUDIENCE,),
    Tab.SIGN_UP: (),
    Tab.SLIP: (MatterKind.SLIP,),
    Tab.EMAIL: (MatterKind.REFUSED, MatterKind.BOUNCED),
}
"""The matters in each list. Sign-ups that could not be used are failed work."""


BUTTONS: Mapping[Dealing, Marked] = {
    Dealing.DONE: Marked("It is dealt with"),
    Dealing.CORRECT: Marked("Correct the address"),
    Dealing.ACCEPT: Marked("Accept the sign-up"),
    Dealing.REFUSE: Marked("Refuse the sign-up"),
}

TITLES: Mapping[MatterKind, Marked] = {
    MatterKind.SLIP: Marked("An address that looks mistyped"),
    MatterKind.REFUSED: Marked("An email that was refused"),
    MatterKind.BOUNCED: Marked("An email that came back"),
    MatterKind.AUDIENCE: Marked("A sign-up to decide about"),
}


LONGEST_WORDS = 200
"""Characters of somebody's words in a list."""


@dataclass(frozen=True)
class Line:
    """A line of a list: who, what about, and where to open it. `details` are words under it."""

    who: str
    about: str
    since: str
    address: str
    details: Sequence[str] = ()


@dataclass(frozen=True)
class Listed:
    """One page of a list. `previous` and `next` are words and an address, or none."""

    tab: Tab
    lines: Sequence[Line]
    counts: Mapping[Tab, int]
    previous: tuple[str, str] | None = None
    next: tuple[str, str] | None = None


def waiting_page(frame: Frame, listed: Listed, notice: str = "") -> str:
    """A list of what waits."""
    tabs = [
        (say(TABS[tab], count=listed.counts.get(tab, 0)), f"/console/waiting?kind={tab}", tab is listed.tab)
        for tab in Tab
    ]
    return render_in(
        frame,
        "pages/console/waiting.html",
        done=notice,
        tabs=tabs,
        why=say(WHY[listed.tab]),
        empty=say(EMPTY[listed.tab]),
        lines=listed.lines,
        previous=listed.previous,
        next=listed.next,
    )


def matter_page(
    frame: Frame,
    wish: Wish,
    shown: WaitingShown,
    *,
    sign_ups: Sequence[SignUp],
    errors: Mapping[str, str],
    refused: str = "",
) -> str:
    """One thing that waits, and what to do about it. `sign_ups` are those that a person decides about.

    `wish` holds what was typed. `errors` says what is wrong with it, by field, and `refused` why an act was not done.
    """
    matter = wish.matter
    return render_in(
        frame,
        "pages/console/matter.html",
        title=say(TITLES[matter.kind]),
        kind=matter.kind.value,
        facts=_facts(frame, matter, shown, sign_ups),
        address=f"/console/waiting/{matter.id}",
        back_to=f"/console/waiting?kind={tab_of(matter)}",
        fields=wish,
        errors=errors,
        refused=refused,
        series=[(one.id, one.title) for one in frame.programme.series],
        can_correct=bool(shown["email"]) and about_series(frame.programme, matter.about),
    )


def matter_check_page(frame: Frame, matter: Matter, dealing: Dealing, will: Sequence[str], fields: Fields) -> str:
    """The page that says what pressing the button does."""
    here = f"/console/waiting/{matter.id}"
    return check_page(
        frame,
        title=say(BUTTONS[dealing]),
        will=will,
        action=here,
        fields=fields,
        button=say(BUTTONS[dealing]),
        back=here,
    )


def tab_of(matter: Matter) -> Tab:
    """The list in which it stands."""
    return next(tab for tab, kinds in KINDS.items() if matter.kind in kinds)


def line_of(programme: Programme, matter: Matter, name: str) -> Line:
    """The line of a matter in its list."""
    return Line(
        who=name or say("Somebody"),
        about=about_words(programme, matter.about),
        since=date_and_time(matter.at, programme.zone),
        address=f"/console/waiting/{matter.id}",
        details=[email_words(matter.reason)] if matter.kind in KINDS[Tab.EMAIL] else [],
    )


def sign_up_line(programme: Programme, row: FailedWork, name: str, wrong: Sequence[FieldError]) -> Line:
    """The line of a sign-up that could not be used: what was wrong, and the person's own words."""
    said = words_of(row)
    questions = programme.forms.sign_up.questions
    details = []
    for error in wrong:
        details.append(say("{question}: {message}", question=error.title, message=error.message))
        if written := as_text(said.get(questions[error.field].id, "")):
            details.append(say("They wrote: {words}", words=written))
    return Line(
        who=name or say("Somebody"),
        about="",
        since=date_and_time(row.first_at, programme.zone),
        address=f"/console/sign-ups/{row.id}",
        details=details,
    )


def as_text(value: str | list[str]) -> str:
    """The answer on one line, cut if it is long."""
    text = in_one_line(value if isinstance(value, str) else ", ".join(value))
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def email_words(reason: str) -> str:
    """Why an email did not arrive, as in "Confirmation: the mail system does not know this address"."""
    kind, _, why = reason.partition(": ")
    known = next((one for one in MailKind if one == kind), None)
    return say("{email}: {reason}", email=kind_words(known), reason=reason_words(why)) if known else reason


def about_words(programme: Programme, about: str) -> str:
    """The session, the series or the issue that something is about; empty if it is about something else."""
    titles = {one.id: one.title for one in programme.series}
    series = SESSION.sub("", about)
    if series != about and series in titles:
        return say("{title}, {when}", title=titles[series], when=short_date(date.fromisoformat(about[-10:])))
    if about in titles:
        return titles[about]
    return issue_title(about) if "-W" in about and about[:4].isdecimal() else ""


def about_series(programme: Programme, about: str) -> bool:
    """Whether it is about a session or a series."""
    return SESSION.sub("", about) in {one.id for one in programme.series}


def _facts(frame: Frame, matter: Matter, shown: WaitingShown, sign_ups: Sequence[SignUp]) -> list[tuple[str, str]]:
    since = date_and_time(datetime.fromisoformat(shown["at"]), frame.programme.zone)
    about = about_words(frame.programme, matter.about)
    gone = say("Not kept any more")
    facts = [(say("Name"), shown["name"] or gone), (say("Email address"), shown["email"] or gone)]
    if shown["meant"]:
        facts.append((say("Probably meant"), shown["meant"]))
    if about and not sign_ups:
        facts.append((say("About"), about))
    if matter.kind in KINDS[Tab.EMAIL]:
        facts.append((say("Email"), email_words(matter.reason)))
    if sign_ups:
        titles = {one.id: one.title for one in frame.programme.series}
        facts.append((say("What they chose"), "; ".join(titles.get(one.series, one.series) for one in sign_ups)))
        facts.append((say("Grade or role"), sign_ups[0].role))
    return [*facts, (say("Waits since"), since)]
