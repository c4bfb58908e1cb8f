"""A crisis: whether somebody's life or health is in danger, and whose.

"I" in danger or not coping is a crisis. So is somebody else whose life is in danger now ("my trainee says she will
kill herself tonight"): the help of a crisis is right for them, and cannot wait for a person to look. If that was in
the past, a person looks. To speak about it in general ("if a trainee discloses self-harm") is a question like others.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import cache

from shared.gate.signs import CONTEXT_AFTER, CONTEXT_BEFORE, DANGER, DISTRESS, IDIOMS, SOFT
from shared.gate.words import Phrase, Phrases, Sentence

FIRST = frozenset({"i", "me", "myself", "mine", "im"})
THIRD = frozenset({"he", "she", "they", "him", "her", "them", "himself", "herself", "themselves", "themself"})
PEOPLE = frozenset(
    "trainee trainees colleague colleagues friend friends supervisor supervisors consultant consultants registrar "
    "registrars doctor doctors patient patients person people someone somebody anyone anybody student students "
    "nurse nurses staff man woman child children boy girl sho shos fy1 fy2 f1 f2 resident residents supervisee "
    "supervisees flatmate housemate husband wife partner sister brother mother father mum dad son daughter who "
    "junior juniors peer peers teenager teenagers everybody educator educators".split()
)
PATIENTS = frozenset("patient patients teenager teenagers child children".split())
IN_GENERAL = frozenset("you we us our your one people".split())
SPECIFIC = frozenset("my our his her".split())
CONDITIONAL = frozenset("if when whenever whether should how which what who".split())
PAST = frozenset("last ago years previously died suicide's bereaved funeral late".split())
NOT_DENIED = frozenset("only just stop help know sure get sleep think tell shake remember want if".split())
THINGS = frozenset(
    "portfolio eportfolio form forms website system systems parking software login app paperwork email emails "
    "computer computers wifi laptop password passwords".split()
)
FAR = 14
"""How many words back the subject is looked for."""


class Alarm(IntEnum):
    """How much a text is about a crisis."""

    NONE = 0
    SPOKEN_ABOUT = 1
    UNCLEAR = 2
    CRISIS = 3


@cache
def _phrases(written: tuple[str, ...]) -> Phrases:
    return Phrases(written)


def alarm(spoken: Iterable[Sentence], more: tuple[str, ...]) -> Alarm:
    """The highest alarm of the sentences. `more` are the programme's own phrases."""
    highest, soft = Alarm.NONE, set[str]()
    lists = (_phrases(DANGER), True), (_phrases(more), True), (_phrases(DISTRESS), False)
    mild = _phrases(SOFT)
    specific = False
    for sentence in spoken:
        specific = specific or _speaks_of_one(sentence)
        highest = max(highest, _alarm_of(sentence, lists, specific))
        if sentence.has(*FIRST, "my"):
            soft |= {one.written for _, _, one in mild.found_in(sentence)}
    if len(soft) > 1:
        return max(highest, Alarm.UNCLEAR)
    return max(highest, Alarm.SPOKEN_ABOUT) if soft else highest


def _alarm_of(sentence: Sentence, lists: tuple[tuple[Phrases, bool], ...], specific: bool) -> Alarm:
    highest = Alarm.NONE
    for phrases, danger in lists:
        for first, last, phrase in phrases.found_in(sentence):
            if _only_an_idiom(sentence, first, last):
                continue
            highest = max(highest, _judged(sentence, first, last, phrase, danger=danger, specific=specific))
            if highest is Alarm.CRISIS:
                return highest
    return highest


def _only_an_idiom(sentence: Sentence, first: int, last: int) -> bool:
    around = f" {' '.join(sentence.words[max(0, first - 3) : last + 4])} "
    return any(f" {one} " in around for one in IDIOMS)


def _judged(sentence: Sentence, first: int, last: int, phrase: Phrase, *, danger: bool, specific: bool) -> Alarm:
    if _denied(sentence, first, last, phrase) or _is_topic(sentence, first, last) or _of_a_thing(sentence, last):
        return Alarm.SPOKEN_ABOUT
    subject = _subject(sentence, first, last)
    if subject in FIRST or subject == "my" or any(group <= FIRST for group in phrase.groups):
        return Alarm.CRISIS
    if subject in THIRD or subject in PEOPLE:
        return _of_another(sentence, subject, danger=danger, specific=specific)
    return Alarm.SPOKEN_ABOUT if subject in IN_GENERAL or _asks(sentence) else Alarm.CRISIS


def _asks(sentence: Sentence) -> bool:
    """Whether it is a question without a person in it."""
    begins = sentence.words[0]
    if begins in CONDITIONAL:
        return not sentence.has("my", "point")
    return begins in {"is", "are", "does", "do", "can", "could", "where"} and sentence.words[1:2] != ("not",)


def _of_another(sentence: Sentence, subject: str, *, danger: bool, specific: bool) -> Alarm:
    conditional = sentence.has("if", "when", "whenever", "whether") and not sentence.has("he", "she")
    patients = sentence.has(*PATIENTS)
    if sentence.has("only") and " i the only one " in sentence.line.replace(" am i ", " i "):
        return Alarm.CRISIS
    if not danger or not specific or conditional or patients:
        return Alarm.SPOKEN_ABOUT
    general = subject in {"trainees", "doctors", "people", "staff", "students", "colleagues", "anyone", "supervisors"}
    if general:
        return Alarm.SPOKEN_ABOUT
    return Alarm.UNCLEAR if sentence.has(*PAST) else Alarm.CRISIS


def _speaks_of_one(sentence: Sentence) -> bool:
    """Whether the sentence is about one person whom the author knows: "my trainee", "a colleague texted me", "she"."""
    if sentence.has("he", "she", "him", "her") and not sentence.has("if", "a"):
        return True
    for place, word in enumerate(sentence.words[:-1]):
        close = sentence.words[place + 1 : place + 4]
        if word in SPECIFIC and not PEOPLE.isdisjoint(close):
            return not sentence.has("if", "when", "whenever")
    return (
        sentence.has("me", "just")
        and sentence.has("told", "texted", "says", "said", "messaged", "rang", "phoned")
        and (not sentence.has("if", "when", "whenever"))
    )


def _subject(sentence: Sentence, first: int, last: int) -> str:
    """Who it is about: the nearest person before the phrase, or else in it or after it."""
    words = sentence.words
    for place in range(first - 1, max(-1, first - FAR), -1):
        word = words[place]
        if word == "who" and place > 0 and words[place - 1] in PEOPLE:
            return words[place - 1]
        if word in FIRST or word in THIRD or word in PEOPLE or word in {"you", "we"}:
            if word == "who" and place == 0:
                continue
            return word
        if (
            word == "my"
            and words[place + 1] not in PEOPLE
            and (place + 2 >= len(words) or words[place + 2] not in PEOPLE)
        ):
            return word
    for word in words[first : last + 1]:
        if word in FIRST or word in THIRD or word == "my" or word in PEOPLE:
            return word
    for word in words[last + 1 : last + 6]:
        if word in FIRST or word in THIRD or word in PEOPLE or word in {"my", "we"}:
            return word
    return ""


def _denied(sentence: Sentence, first: int, last: int, phrase: Phrase) -> bool:
    """Whether a "not" before the phrase denies it: "I am not suicidal", never "I cannot stop thinking of it"."""
    if any("not" in group or "no" in group or "nobody" in group for group in phrase.groups):
        return False
    for place in range(max(0, first - 4), last):
        if sentence.words[place] not in {"not", "no"} or sentence.parts[place] != sentence.parts[first]:
            continue
        after = sentence.stems[place + 1 : max(first, place + 2)]
        if NOT_DENIED.isdisjoint(after[:2]) and FIRST.isdisjoint(after):
            return True
    return False


def _of_a_thing(sentence: Sentence, last: int) -> bool:
    """Whether it is a thing that somebody cannot cope with: "cannot cope with the e-portfolio"."""
    return sentence.words[last + 1 : last + 2] == ("with",) and not THINGS.isdisjoint(
        sentence.words[last + 2 : last + 6]
    )


def _is_topic(sentence: Sentence, first: int, last: int) -> bool:
    words = sentence.words
    if not CONTEXT_AFTER.isdisjoint(words[last + 1 : last + 3]):
        return not sentence.has("my", "myself") or words[last + 1 : last + 2] != ("patients",)
    before = words[max(0, first - 3) : first]
    return not CONTEXT_BEFORE.isdisjoint(before) and FIRST.isdisjoint(before) and not sentence.has("myself", "my")
