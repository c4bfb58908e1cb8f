"""The acts of the audit trail in words. Whoever enters a new act says here what people read.

`enter(services, who, "erase", …)` names the act by a verb. The trail keeps the verb, and this table says it. So what
was entered years ago reads in today's words, in the language at hand.
"""

from collections.abc import Mapping

from shared.language.catalogue import Marked, say

ACTS: Mapping[str, Marked] = {
    # people, and what they sent
    "make session": Marked("Made a session"),
    "move session": Marked("Moved a session"),
    "cancel session": Marked("Cancelled a session"),
    "restore session": Marked("Restored a session"),
    "set theme": Marked("Set the theme of a session"),
    "change capacity": Marked("Changed the places of a session"),
    "write to everyone": Marked("Wrote to the people of a session"),
    "look at register": Marked("Looked at a register"),
    "download register": Marked("Downloaded a register"),
    "look at place": Marked("Looked at somebody's place in a session"),
    "look at person": Marked("Looked at a person"),
    "search people": Marked("Searched for people"),
    "collect everything held": Marked("Collected everything held about a person"),
    "add to register": Marked("Added somebody to a session"),
    "correct answers": Marked("Corrected somebody's answers"),
    "move place": Marked("Moved somebody to another date"),
    "cancel place": Marked("Cancelled somebody's place"),
    "send again": Marked("Sent somebody an email again"),
    "mark as came": Marked("Noted that somebody came"),
    "take back mark": Marked("Took back the note that somebody came"),
    "correct address": Marked("Corrected an address"),
    "erase": Marked("Erased a person"),
    "mend": Marked("Corrected a sign-up"),
    "accept": Marked("Accepted a sign-up"),
    "refuse": Marked("Refused a sign-up"),
    "done": Marked("Dealt with something that waited"),
    "let a held text pass": Marked("Let a held text pass"),
    "refuse a held text": Marked("Refused a held text"),
    # the bulletin
    "add item": Marked("Added an item to the bulletin"),
    "edit item": Marked("Edited an item of the bulletin"),
    "use the feed's words": Marked("Gave an item the words of its feed again"),
    "take out item": Marked("Took an item out of the bulletin"),
    "put back item": Marked("Put an item back into the bulletin"),
    "draft flash issue": Marked("Drafted a flash issue of the bulletin"),
    "edit issue": Marked("Edited an issue of the bulletin"),
    "approve issue": Marked("Approved an issue of the bulletin"),
    "hold issue": Marked("Held an issue of the bulletin"),
    "let issue go on": Marked("Let an issue of the bulletin go on"),
    "call off issue": Marked("Called off an issue of the bulletin"),
    # what the café does by itself
    "hold": Marked("Held something that was to happen"),
    "let go": Marked("Let something go that was held"),
    "start now": Marked("Started something before its time"),
    # the programme
    "edit draft": Marked("Changed the programme's draft"),
    "upload draft": Marked("Uploaded a file as the programme's draft"),
    "catch up draft": Marked("Brought the programme's draft up to date"),
    "settle conflict": Marked("Decided a conflict with the deployed file"),
    "discard draft": Marked("Discarded the programme's draft"),
    "download programme": Marked("Downloaded the programme"),
    "publish": Marked("Published a version of the programme"),
    "go back": Marked("Went back to an earlier version of the programme"),
    # emails
    "look at emails": Marked("Looked at whom emails of a session went to"),
    # failed work
    "look at a response": Marked("Looked at a sign-up that could not be used"),
    "replay": Marked("Tried failed work again"),
    "send": Marked("Sent an email whose outcome was not known"),
    "drop": Marked("Gave up failed work"),
}
"""Every act that is entered anywhere, as a sentence without its subject."""


def act_words(act: str) -> str:
    """What the person did. An act that nobody enters any more goes by its own name."""
    return say(ACTS[act]) if act in ACTS else act
