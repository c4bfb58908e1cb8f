"""Services: whether a text asks for one that the café does not give, or only speaks about it.

"Can I get a referral?" asks. "When should a supervisor suggest a referral?" speaks about it, and so does whoever asks
for others: the panel can answer that, and the signpost beside it harms nobody.
"""

from collections.abc import Iterable
from functools import cache

from shared.gate.words import Phrases, Sentence

OWN = frozenset({"i", "me", "mine", "myself"})
OTHERS = frozenset(
    "trainee trainees doctors colleague colleagues someone somebody people students student others departments "
    "supervisors educators registrars juniors residents resident supervisee supervisees we us our everyone anyone "
    "trusts teams practices consultants seniors they them their she he her him nurses imgs fy1s fy2s".split()
)
NOT_MEANT = frozenset("by against from".split())
"""Before one of the others: who did it, not for whom it is asked."""

IN_GENERAL = (
    *("in general", "generally", "as a supervisor", "as an educator", "as a trainer", "as a tpd", "as a tutor"),
    *(
        "as departments",
        "as supervisors",
        "as educators",
        "as a department",
        "process work",
        "the process",
        "against me",
    ),
    *("about me", "does the", "is there a session", "are there sessions", "in theory", "as trainers", "as a programme"),
)
CONTEXT_AFTER = frozenset(
    "skills training course courses clinic clinics teaching station stations session sessions policy policies process "
    "allegation allegations culture rates statistics survey fair fairs event events events fairs workshop module "
    "modules data week day".split()
)
ASKING = (
    *(
        "please",
        "i need",
        "need",
        "want",
        "wish",
        "looking for",
        "would like",
        "requesting",
        "request",
        "seeking",
        "help with",
    ),
    *(
        "can you",
        "could you",
        "can someone",
        "could someone",
        "can somebody",
        "can anyone",
        "could anyone",
        "could somebody",
    ),
    *("how to", "is it possible to", "where to", "who to", "would someone", "would anyone", "would you"),
)
ABOUT = frozenset(
    "handle prevent respond support manage teach discuss reduce stop spot recognise tackle run runs organise offer "
    "offers give gives provide deliver lead chair advise guide help signpost explain".split()
)
SUFFERED = frozenset("me am being been was were feel".split())
SHORT = 6
"""Words of a request without a verb: "PSW referral"."""


@cache
def _phrases(written: tuple[str, ...]) -> Phrases:
    return Phrases(written)


def asked_for(spoken: Iterable[Sentence], written: tuple[str, ...]) -> bool | None:
    """True if the text asks for the service of these phrases, False if it speaks about it, None if neither."""
    found, phrases = None, _phrases(written)
    for sentence in spoken:
        for first, last, phrase in phrases.found_in(sentence):
            if _denied(sentence, first, last) and "not" not in phrase.written.split():
                continue
            if _asks(sentence, first, last):
                return True
            found = False
    return found


def _asks(sentence: Sentence, first: int, last: int) -> bool:
    words = sentence.words
    if any(f" {one} " in sentence.line for one in IN_GENERAL) or not CONTEXT_AFTER.isdisjoint(
        words[last + 1 : last + 2]
    ):
        return False
    if _for_others(sentence):
        return False
    if sentence.has(*OWN) or _owns(sentence):
        professional = not ABOUT.isdisjoint(words[max(0, first - 4) : first])
        return not professional or sentence.has(*SUFFERED) or _helped(sentence)
    if any(f" {one} " in sentence.line for one in ASKING):
        return True
    return len(words) <= SHORT and first == 0


def _helped(sentence: Sentence) -> bool:
    return " help me " in sentence.line or sentence.has("someone", "anyone", "somebody", "you")


def _owns(sentence: Sentence) -> bool:
    return sentence.has("my") and not sentence.has(*OTHERS)


def _for_others(sentence: Sentence) -> bool:
    """Whether it is for somebody else. "Can someone look at my CV" and "bullied by a colleague" are for oneself."""
    for place, word in enumerate(sentence.words):
        if word not in OTHERS:
            continue
        before = sentence.words[max(0, place - 4) : place]
        if not NOT_MEANT.isdisjoint(before) or (word in {"someone", "anyone", "somebody"} and not place):
            continue
        if word in {"someone", "anyone", "somebody", "he", "she", "they", "people", "we"} and sentence.has(
            "me", "my", "i"
        ):
            continue
        if before[-1:] and before[-1] in {"can", "could", "would", "about", "to"} and sentence.has(*OWN, "my"):
            continue
        if word in {"our", "us", "seniors", "consultants", "registrars"} and sentence.has("me"):
            continue
        return True
    return False


def _denied(sentence: Sentence, first: int, last: int) -> bool:
    for place in range(max(0, first - 4), last):
        if sentence.words[place] in {"not", "no"} and sentence.parts[place] == sentence.parts[first]:
            after = sentence.words[place + 1 : last]
            if "know" not in after and "only" not in after and "sure" not in after:
                return True
    return False
