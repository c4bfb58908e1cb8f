"""What the acts on an issue or an item will do, in the words of the page that asks whether to go on."""

from dataclasses import dataclass

from shared.bulletin.forecasting import Forecast
from shared.bulletin.issues import issue_title
from shared.bulletin.item_form import Rewrite
from shared.bulletin.rows import Issue, Item, Readership
from shared.language.catalogue import say
from shared.pages.console.bulletin_issue import about_when
from shared.pages.console.readers import readers_in_words
from shared.programme.model import Programme
from shared.web.requests import Fields


@dataclass(frozen=True)
class Check:
    """The act: its title, what it will do, and the fields with which it is sent again."""

    title: str
    will: list[str]
    fields: Fields
    is_serious: bool = False


def before_approval(
    programme: Programme, issue: Issue, version: str, expected: Forecast, counted: Readership | None
) -> Check:
    """To whom the issue will go, and when."""
    readers = readers_in_words(programme, counted, expected.audiences)
    to = [say("It goes by email to: {audience} ({count}).", audience=name, count=count) for name, count in readers.rows]
    will = [
        say("The issue goes out as it is saved now, with your changes."),
        *(to or [readers.counted]),
        say("The first email goes at about {when}.", when=about_when(programme, expected.first_at)),
        say("The last email goes at about {when}.", when=about_when(programme, expected.last_at)),
        say("Until the first email goes, you can hold the issue. After that you can only call it off."),
        say("Everybody can read it on the website."),
    ]
    title = say("Approve and send: {issue}", issue=issue_title(issue.id))
    return Check(title, will, {"action": "approve", "version": version})


def before_holding(issue: Issue, reason: str) -> Check:
    """That nobody gets the issue for now."""
    will = [
        say("Nobody gets this issue."),
        say("Nobody can approve it until somebody lets it go on. You can do that on its page."),
        say("The team reads your reason: {reason}", reason=reason),
    ]
    title = say("Hold: {issue}", issue=issue_title(issue.id))
    return Check(title, will, {"action": "hold", "reason": reason})


def before_letting_go(issue: Issue) -> Check:
    """That the issue is a draft again."""
    will = [say("The issue becomes a draft again."), say("Nobody gets it before somebody approves it.")]
    return Check(say("Let go on: {issue}", issue=issue_title(issue.id)), will, {"action": "let-go"})


def before_calling_off(issue: Issue) -> Check:
    """That the rest of the mails is not sent."""
    will = [
        say("Emails that have not gone yet are not sent. Those that have gone cannot be taken back."),
        say("The issue is not shown on the website."),
        say("Items that no email has told come into the next draft."),
        say("You cannot undo this."),
    ]
    title = say("Call off: {issue}", issue=issue_title(issue.id))
    return Check(title, will, {"action": "call-off"}, is_serious=True)


def before_correcting(item: Item, rewrite: Rewrite, fields: Fields) -> Check:
    """What readers of the website and of the next issue will see."""
    day = rewrite.words.changes_on.isoformat() if rewrite.words.changes_on else ""
    is_told_again = day != item.told or rewrite.correction not in ("", item.correction)
    will = [say("The website shows the new text of this item at once.")]
    if is_told_again:
        will.append(say("The next issue tells the item again, and says what was wrong."))
    else:
        will.append(say("No email tells the item again, because its date is the same and you wrote no correction."))
    return Check(say("Correct: {title}", title=item.title), will, fields)


def before_taking_out(item: Item) -> Check:
    """That no issue carries the item."""
    will = [
        say("No issue carries this item, and no email that has not gone yet."),
        say("You can put it back on its page."),
    ]
    return Check(say("Take out: {title}", title=item.title), will, {"action": "take-out"})
