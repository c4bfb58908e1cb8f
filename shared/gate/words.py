"""Words: a text as sentences of plain words and their stems, and phrases that are looked for in them.

Apostrophes, capitals, commas and invisible characters do not matter. Short forms are written out ("can't": "can not"),
so that a negation is always the word "not". Each person's reflexive is "self": the crisis rules ask who it is about.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from shared.text.plain import folded

GAP = 3
"""How many other words may stand between the words of a phrase."""

_WRITTEN_OUT: Mapping[str, str] = {
    **{short: f"{short[:-2]} not" for short in ("dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent")},
    **{short: f"{short[:-2]} not" for short in ("couldnt", "wouldnt", "shouldnt", "havent", "hasnt", "hadnt")},
    **{"cant": "can not", "cannot": "can not", "wont": "will not", "aint": "am not", "nt": "not", "never": "not"},
    **{"unable": "can not", "wanna": "want to", "gonna": "going to", "gotta": "have to", "im": "i am", "ive": "i have"},
    **{"hes": "he is", "shes": "she is", "theyre": "they are", "whats": "what is", "theres": "there is"},
    **{"anymore": "any more", "selfharm": "self harm", "selfharming": "self harm", "selfharmed": "self harm"},
    **{"kms": "kill myself", "unalive": "kill", "od": "overdose", "ods": "overdose", "alot": "a lot"},
    **{"overdosed": "overdose", "noone": "nobody", "everybody": "everyone", "burnout": "burn out"},
    **{"wellbeing": "well being", "whistleblow": "whistle blow", "whistleblowing": "whistle blow"},
    **{"whistleblower": "whistle blow", "careers": "career", "meds": "medication", "selfrefer": "self refer"},
    **{"selfreferral": "self refer", "pls": "please", "plz": "please", "breakdown": "break down", "cafe": "café"},
    **{"wnat": "want", "teh": "the", "kil": "kill", "beign": "being", "bulled": "bullied", "dieing": "dying"},
    **{"killmyself": "kill myself", "mysel": "myself", "my-self": "myself", "mself": "myself", "myslef": "myself"},
}
_WITH_APOSTROPHE: Mapping[str, str] = {"i'd": "i would", "i'll": "i will", "we'd": "we would", "we'll": "we will"}

_IRREGULAR: Mapping[str, str] = {
    **dict.fromkeys(("myself", "himself", "herself", "themselves", "themself", "yourself", "oneself"), "self"),
    **dict.fromkeys(("took", "taken"), "take"),
    **dict.fromkeys(("thought", "thoughts"), "think"),
    **{
        "left": "leave",
        "hung": "hang",
        "drank": "drink",
        "drunk": "drink",
        "felt": "feel",
        "burnt": "burn",
        "found": "find",
        "lost": "lose",
    },
    **{"gave": "give", "given": "give", "wrote": "write", "written": "write", "woke": "wake", "woken": "wake"},
    **{"began": "begin", "broke": "break", "broken": "broken", "drove": "drive", "fell": "fall", "fallen": "fall"},
    **{
        "said": "say",
        "told": "tell",
        "spoke": "speak",
        "spoken": "speak",
        "slept": "sleep",
        "had": "have",
        "has": "have",
    },
    **{"referral": "refer", "referrals": "refer", "complaint": "complain", "complaints": "complain", "blew": "blow"},
    **{"counsellor": "counsel", "counsellors": "counsel", "counselling": "counsel", "counseling": "counsel"},
    **{"therapist": "therapi", "therapy": "therapi", "drugs": "drug", "pills": "tablet", "pill": "tablet"},
    **{"paracetamol": "tablet", "medication": "tablet", "meds": "tablet", "threw": "throw", "suiside": "suicid"},
    **{"living": "live", "lives": "live", "leaving": "leave", "quitting": "quit", "resignation": "resign"},
}
_BADLY_SPELT = ("suicide", "suicidal", "overdose", "complaint", "bullying", "harassed", "referral", "grievance")
_ENDS = re.compile(r"(?<!\.)\.(?!\.)(?=\s|$)|[?!;:\n]|\s-+\s")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|,")


@dataclass(frozen=True)
class Phrase:
    """Words to look for: each a set of stems. In any order with gaps, or in a row."""

    groups: tuple[frozenset[str], ...]
    in_a_row: bool = False
    at_end: bool = False
    written: str = ""


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence, with the stem of each, and the part between commas in which it stands."""

    words: tuple[str, ...]
    parts: tuple[int, ...]
    stems: tuple[str, ...]
    places: dict[str, list[int]] = field(repr=False, compare=False)

    def has(self, *wanted: str) -> bool:
        """Whether one of these words stands in it."""
        return not self._set.isdisjoint(wanted)

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def line(self) -> str:
        """The words in one line, with a space at each end."""
        return f" {' '.join(self.words)} "


def _stemmer() -> Any:
    """A stemmer of the caller's own: it holds the word that it works on, so two threads must not share one."""
    import snowballstemmer  # noqa: PLC0415 - loaded with the first text, so that the app starts quickly

    return snowballstemmer.stemmer("english")


_stems: dict[str, str] = {}
_MANY = 50_000
AT_MOST, OVERLAP = 60, 15
"""Words of a piece of a sentence, and how many of them the next piece repeats."""
LONGEST = 24
"""Letters of a word that may have an ending. What is longer is no word."""


def stem(word: str) -> str:
    """The word without its ending: "killing" and "kills" are "kill". Irregular forms are the same word too."""
    if (known := _stems.get(word)) is not None:
        return known
    if len(_stems) > _MANY:
        _stems.clear()
    base = _IRREGULAR.get(word, word)
    found = _stems[word] = base if len(base) > LONGEST else str(_stemmer().stemWord(base))
    return found


def sentences(text: str) -> list[Sentence]:
    """The sentences of the text. "But" begins a new one: what is denied before it is not denied after it."""
    plain = folded(text.replace("\n", " ; ")).replace("`", "'")
    return [one for piece in _ENDS.split(plain) for one in _split(piece)]


def _split(piece: str) -> Iterator[Sentence]:
    words: list[str] = []
    parts: list[int] = []
    part = 0
    for found in _WORD.findall(piece):
        if found == ",":
            part += 1
            continue
        for word in _plain(found):
            if word in {"but", "although", "though", "however"}:
                if words:
                    yield from _in_pieces(words, parts)
                words, parts = [], []
                continue
            words.append(word)
            parts.append(part)
    if words:
        yield from _in_pieces(words, parts)


@cache
def _spelt() -> Mapping[str, str]:
    """Each badly spelt word by its likely slips: a letter left out, doubled or swapped with the next."""
    slips = {}
    for word in _BADLY_SPELT:
        for at in range(1, len(word)):
            slips[word[:at] + word[at + 1 :]] = word
            slips[word[:at] + word[at] + word[at:]] = word
            slips[word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]] = word
    return {slip: word for slip, word in slips.items() if slip not in _BADLY_SPELT}


def _plain(found: str) -> list[str]:
    if found in _WITH_APOSTROPHE:
        return _WITH_APOSTROPHE[found].split()
    word = found.replace("'", "")
    written = _WRITTEN_OUT.get(word) or _spelt().get(word)
    if written:
        return written.split()
    return [found.removesuffix("'s").replace("'", "")]


def _in_pieces(words: list[str], parts: list[int]) -> Iterator[Sentence]:
    """A sentence without an end is read in pieces that overlap, so that the work grows with the text, no faster."""
    for start in range(0, max(1, len(words) - OVERLAP), AT_MOST - OVERLAP):
        yield _sentence(words[start : start + AT_MOST], parts[start : start + AT_MOST])


def _sentence(words: list[str], parts: list[int]) -> Sentence:
    places: dict[str, list[int]] = {}
    stems = tuple(map(stem, words))
    for place, one in enumerate(stems):
        places.setdefault(one, []).append(place)
    return Sentence(tuple(words), tuple(parts), stems, places)


_COMMON = frozenset("i me my self not no be is am the a to of in it on this do can have go any want feel take".split())


class Phrases:
    """Many phrases, found by their least common word."""

    def __init__(self, written: tuple[str, ...], gap: int = GAP) -> None:
        """Each is words with spaces; "a/b" is one of two; "=" before it: in a row; "$" after it: nothing follows."""
        self._gap = gap
        self._by_stem: dict[str, list[tuple[int, Phrase]]] = {}
        for one in written:
            phrase = _phrase(one)
            if phrase.groups:
                key = _least_common(phrase.groups)
                for each in phrase.groups[key]:
                    self._by_stem.setdefault(each, []).append((key, phrase))

    def found_in(self, sentence: Sentence) -> Iterator[tuple[int, int, Phrase]]:
        """Each phrase found: its first place, its last place, and itself."""
        for each in sentence.places.keys() & self._by_stem.keys():
            for key, phrase in self._by_stem[each]:
                for place in sentence.places[each]:
                    span = (
                        _in_a_row(sentence, phrase, place - key)
                        if phrase.in_a_row
                        else self._around(sentence, phrase, key, place)
                    )
                    if span:
                        yield (*span, phrase)

    def _around(self, sentence: Sentence, phrase: Phrase, key: int, place: int) -> tuple[int, int] | None:
        taken = {place}
        reach = len(phrase.groups) - 1 + self._gap
        for at, group in enumerate(phrase.groups):
            if at == key:
                continue
            near = [
                there
                for one in group
                for there in _near(sentence.places.get(one, ()), place, reach)
                if there not in taken
            ]
            if not near:
                return None
            taken.add(min(near, key=lambda there: abs(there - place)))
        first, last = min(taken), max(taken)
        return (first, last) if last - first <= reach else None


def _near(places: list[int] | tuple[int, ...], place: int, reach: int) -> Iterator[int]:
    at = bisect_left(places, place - reach)
    while at < len(places) and places[at] <= place + reach:
        yield places[at]
        at += 1


_MAY_FOLLOW = frozenset(
    "like any and because anymore much longer so or at living now as i it when today tonight please".split()
)


def _in_a_row(sentence: Sentence, phrase: Phrase, first: int) -> tuple[int, int] | None:
    end = first + len(phrase.groups)
    if first < 0 or end > len(sentence.words):
        return None
    if any(sentence.stems[first + at] not in group for at, group in enumerate(phrase.groups)):
        return None
    ends = end == len(sentence.words) or sentence.parts[end] != sentence.parts[end - 1]
    if phrase.at_end and not ends and sentence.words[end] not in _MAY_FOLLOW:
        return None
    return first, end - 1


def _least_common(groups: tuple[frozenset[str], ...]) -> int:
    return min(range(len(groups)), key=lambda at: _commonness(groups[at]))


def _commonness(group: frozenset[str]) -> int:
    return 1_000 * len(group & _COMMON) + len(group)


@cache
def _phrase(written: str) -> Phrase:
    text = written.strip().removeprefix("=").removesuffix("$")
    groups: list[frozenset[str]] = []
    for word in folded(text).replace("-", " ").split():
        alternatives = [_plain(one) for one in word.split("/")]
        if len(alternatives) == 1:
            groups += [frozenset({stem(each)}) for each in alternatives[0]]
        else:
            groups.append(frozenset(stem(each) for one in alternatives for each in one))
    return Phrase(tuple(groups), written.startswith("="), written.endswith("$"), written)
