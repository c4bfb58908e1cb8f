"""Naming: whether a text names a person.

A title, a role, a relation or a verb of speech before a name is evidence; so are two names that people have. Two
capitalised words that are nobody's known name may be one: that is for a person to see.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from shared.gate.known_names import GIVEN, GIVEN_THAT_ARE_WORDS, SURNAMES, SURNAMES_THAT_ARE_WORDS
from shared.gate.no_names import NO_NAMES, ORGANISATIONS, SUFFIXES
from shared.programme.model import Programme

ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "rev"})
TITLES = frozenset({"doctor", "drs", "professor", "nurse", "sister", "matron", "miss", "sir", "dame", "lady", "lord"})
ROLES = frozenset(
    "consultant supervisor registrar trainer trainee tutor educator tpd dean colleague manager boss midwife "
    "student doctor nurse patient sho someone somebody person man woman boy girl child es cs aes mentor "
    "coordinator secretary lead director friend husband wife partner physio pharmacist fellow resident dme ad "
    "champion guardian charge sister matron anaesthetist surgeon gp psychiatrist physician chair head assessor "
    "examiner buddy flatmate fy1 fy2 reg".split()
)
CALLED = frozenset("called named".split())
SPEECH = frozenset(
    "by from with to told asked emailed email met saw contact contacted ask tell thank "
    "thanks and spoke says said".split()
)
DOES = frozenset(
    "is was has had said says told asked does did refused shouted never always will would can in from at who left "
    "emailed wrote thinks wants won't signs signed makes made keeps".split()
)
ARTICLES = frozenset(
    {"a", "the", "any", "every", "each", "another", "junior", "resident", "locum", "no", "some", "which"}
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[.,:;!?()\"/]|\d\w*")
_GLUED = re.compile(r"\b(dr|mr|mrs|ms|mx|prof)\.(?=\w)", re.IGNORECASE)
_INITIALS = re.compile(
    r"\b(?:[A-Z]\.? ?){2,3},? (?:in|on|from) (?:bed|bay|ward|room|side room|theatre) ?\w*|"
    r"\b(?:patient|pt|trainee|mr|mrs|ms|miss) (?!(?:ID|GP|ED|IT|UK|HR|NHS|FY|ST|OK|PA)\b)[A-Z]\.?[A-Z]\b\.?"
)
_ONLY_ONE = re.compile(
    r"\b(?:the|i am the|i'm the) only (?:\w+ ){0,3}"
    r"(?:st\d|ct\d|fy\d|f\d|registrar|consultant|trainee|doctor|sho|fellow)\b"
    r"(?: \w+){0,5} (?:at|in|on) ",
    re.IGNORECASE,
)
_IN_A_BED = re.compile(
    r"\b\d{1,3}[ -]?(?:years?[ -]?old|yo|y/o|yr old|[mf])\b.{0,60}\b(?:bed|bay|ward|side room)\b"
    r"|\b(?:bed|bay) \d+\b.{0,40}\b"
    r"(?:woman|man|patient|lady|gentleman)\b|\b(?:woman|man|patient|lady|gentleman) in (?:bed|bay|side room)\b",
    re.IGNORECASE,
)


HOUSES = frozenset("hospital infirmary trust surgery centre college university hospice practice".split())

MOST = 0.7
"""From this share of capitals on a line is shouted: its capitals say nothing."""


class Naming(IntEnum):
    """How sure it is that somebody is named."""

    NOBODY = 0
    PERHAPS = 1
    SOMEBODY = 2


@dataclass(frozen=True)
class _Word:
    text: str
    bare: str
    starts: bool

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() and (len(self.text) == 1 or not self.text.isupper() or "'" in self.text)


def naming(line: str, programme: Programme) -> Naming:
    """How sure it is that the line (one line, straight apostrophes) names somebody."""
    words = _words(line)
    no_names = _of_the_programme(programme)

    def may_be(word: _Word) -> bool:
        return _may_be_name(word.bare, no_names)

    if any(rule(words, at, may_be) for at in range(len(words)) for rule in _RULES.get(words[at].bare, ())):
        return Naming.SOMEBODY
    capitals = [at for at, word in enumerate(words) if word.capital or word.bare in GIVEN]
    paired = max((_paired(words, at, may_be) for at in capitals if at + 1 < len(words)), default=Naming.NOBODY)
    if paired is Naming.SOMEBODY or any(_alone(words, at, may_be) for at in capitals):
        return Naming.SOMEBODY
    described = _INITIALS.search(line) or _ONLY_ONE.search(line) or _IN_A_BED.search(line)
    return Naming.PERHAPS if described else paired


def has_given_name(line: str, programme: Programme) -> bool:
    """True if a word of the line is a given name and nothing else. In a label it need not stand beside evidence."""
    no_names = _of_the_programme(programme)
    words = _words(line)
    return any(
        _known(word) and word.bare in GIVEN and word.bare not in no_names and _at(words, at + 1).bare not in HOUSES
        for at, word in enumerate(words)
    )


def _words(line: str) -> list[_Word]:
    line = _GLUED.sub(r"\1. ", line)
    plain = _is_shouted(line) or _is_titled_throughout(line)
    found: list[_Word] = []
    starts = True
    for text in _TOKEN.findall(line.casefold() if plain else line):
        if text in ".!?:;" and not (text == "." and found and found[-1].bare in ABBREVIATED):
            starts = True
        if text == "." and found and found[-1].bare in ABBREVIATED:
            continue
        bare = text.casefold().removesuffix("'s")
        found.append(_Word(text.removesuffix("'s").removesuffix("'S"), bare, starts))
        if text not in ".!?:;":
            starts = text in '("'
    return found


def _is_shouted(line: str) -> bool:
    return sum(map(str.isupper, line)) > MOST * sum(map(str.isalpha, line)) and " " in line


def _is_titled_throughout(line: str) -> bool:
    words = re.findall(r"[^\W\d_]+", line)
    small = [one for one in words if one.casefold() in {"the", "a", "is", "to", "of", "in", "my", "and", "for", "do"}]
    return len(words) > 5 and len(small) > 1 and all(one[0].isupper() for one in words)


def _of_the_programme(programme: Programme) -> frozenset[str]:
    """The words of its places and services, which name nobody."""
    said = [programme.about.name, programme.about.region]
    said += [text for one in programme.series for text in (one.title, one.audience)]
    said += [text for one in programme.hubs for text in (one.name, one.address)]
    said += [text for one in programme.themes for text in (one.name, one.signpost)]
    said += [text for one in programme.not_for for text in (one.name, one.go_to)]
    return _words_of(tuple(said))


@cache
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return NO_NAMES | {word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+", text)}


def _may_be_name(bare: str, no_names: frozenset[str]) -> bool:
    if len(bare) < 2 or not bare[0].isalpha():
        return False
    if bare in GIVEN_THAT_ARE_WORDS:
        return bare not in no_names
    if bare in GIVEN or bare in SURNAMES:
        return bare not in no_names or bare in SURNAMES_THAT_ARE_WORDS
    plain = bare.removesuffix("s")
    return bare not in no_names and plain not in no_names and not bare.endswith(SUFFIXES)


def _known(word: _Word) -> bool:
    """A name that is no common word: it needs no capital."""
    words = GIVEN_THAT_ARE_WORDS | SURNAMES_THAT_ARE_WORDS
    return (word.bare in GIVEN or word.bare in SURNAMES) and word.bare not in words


def _looks_like(word: _Word, may_be: Callable[[_Word], bool]) -> bool:
    return (word.capital and may_be(word)) or _known(word)


def _at(words: Sequence[_Word], place: int) -> _Word:
    return words[place] if 0 <= place < len(words) else _Word("", "", starts=False)


def _titled(words: Sequence[_Word], at: int, may_be: Callable[[_Word], bool]) -> bool:
    title, following = words[at], _at(words, at + 1)
    if title.bare in ABBREVIATED and title.text != "MS":
        initial = re.fullmatch(r"[A-Z]", following.text) and following.text not in {"A", "I"}
        if initial:
            return not (following.text == "X" and _at(words, at + 2).bare in {"ray", "rays"})
        if following.bare in {"a", "i"} and _at(words, at + 2).capital and may_be(_at(words, at + 2)):
            return True
        common = _at(words, at - 1).bare in ARTICLES and not following.capital
        shaped = bool(following.bare) and (following.capital or following.text.islower()) and may_be(following)
        return shaped and not common and not following.bare.endswith("ly")
    if title.bare in TITLES:
        common = _at(words, at - 1).bare in ARTICLES and not following.capital
        return not common and _looks_like(following, may_be) and not _thing(words, at + 1)
    return False


def _thing(words: Sequence[_Word], at: int) -> bool:
    return any(_at(words, at + step).bare in ORGANISATIONS for step in (1, 2))


def _in_role(words: Sequence[_Word], at: int, may_be: Callable[[_Word], bool]) -> bool:
    role = words[at]
    if role.bare not in ROLES or (
        len(role.bare) < 3 and role.text.islower() and _at(words, at - 1).bare not in {"my", "our", "the"}
    ):
        return False
    place = at + 1
    asides = 0
    while _at(words, place).text in {",", "(", ":", "is", "was", "who", "'s", "name"} and asides < 4:
        asides += 1
        place += 1
    passed = {one.text for one in words[at + 1 : place]}
    first, second = _at(words, place), _at(words, place + 1)
    if first.bare in CALLED:
        return _looks_like(second, may_be)
    if "name" in passed:
        return (
            (first.capital or second.text.isalpha())
            and may_be(first)
            and first.bare not in {"unknown", "missing", "wrong"}
        )
    if _thing(words, place) and not _known(first):
        return False
    return _is_person(first, second, may_be) or _is_one(words, at, place, may_be)


def _is_person(first: _Word, second: _Word, may_be: Callable[[_Word], bool]) -> bool:
    """Two words that are a name together, in either case."""
    pair = _looks_like(first, may_be) and _looks_like(second, may_be)
    return pair or (_known(first) and may_be(second)) or (_known(second) and may_be(first) and not _is_verb(first))


def _is_one(words: Sequence[_Word], at: int, place: int, may_be: Callable[[_Word], bool]) -> bool:
    """One word after the role that is a name: "my supervisor Jo", "my boss, Gary"."""
    first, passed = _at(words, place), {one.text for one in words[at + 1 : place]}
    if _known(first) and (first.capital or "," in passed or place == at + 1):
        return True
    in_passing = words[at].text.islower() and not passed
    return in_passing and first.capital and may_be(first) and not first.starts and not _thing(words, at)


def _is_verb(word: _Word) -> bool:
    return word.bare in DOES or word.bare in NO_NAMES


def _introduced(words: Sequence[_Word], at: int, may_be: Callable[[_Word], bool]) -> bool:
    """ "I am Jane", "my name is …", "named …"."""
    word, first, second = words[at], _at(words, at + 1), _at(words, at + 2)
    if word.bare in {"name", "names"} and first.bare == "is":
        return _looks_like(second, may_be) or (may_be(second) and _known(_at(words, at + 3)))
    if word.bare in CALLED and _at(words, at - 1).bare in ROLES | {"is", "was", "he", "she", "someone"}:
        return _looks_like(first, may_be) and first.bare in GIVEN
    if word.bare in {"am", "i'm", "im"} and (_at(words, at - 1).bare == "i" or word.bare != "am"):
        return (first.capital and first.bare in GIVEN and first.bare not in GIVEN_THAT_ARE_WORDS) or (
            _known(first) and _known(second)
        )
    return False


def _paired(words: Sequence[_Word], at: int, may_be: Callable[[_Word], bool]) -> Naming:
    first, second = words[at], words[at + 1]
    if not (may_be(first) and may_be(second)) or _thing(words, at + 1) or _thing(words, at):
        return Naming.NOBODY
    given = first.bare in GIVEN or (first.bare in GIVEN_THAT_ARE_WORDS and first.capital and not first.starts)
    surname = second.bare in SURNAMES or second.bare in SURNAMES_THAT_ARE_WORDS
    if first.capital and second.capital:
        if (given or second.bare in SURNAMES) and second.bare not in {"and"}:
            return Naming.SOMEBODY
        if first.bare in GIVEN_THAT_ARE_WORDS and surname:
            return Naming.SOMEBODY
        spoken = _at(words, at - 1).bare in SPEECH
        return (
            Naming.SOMEBODY
            if spoken and not first.starts and _at(words, at + 2).bare not in ORGANISATIONS
            else Naming.PERHAPS
        )
    if _known(first) and _known(second) and first.bare in GIVEN:
        return Naming.SOMEBODY
    return Naming.NOBODY


def _alone(words: Sequence[_Word], at: int, may_be: Callable[[_Word], bool]) -> bool:
    """One given name with a capital, of somebody who does something: "Kelly from HR said no"."""
    word = words[at]
    if not (word.capital and word.bare in GIVEN and word.bare not in GIVEN_THAT_ARE_WORDS and may_be(word)):
        return False
    if _thing(words, at):
        return False
    return _at(words, at + 1).bare in DOES or _at(words, at - 1).bare in SPEECH or _at(words, at - 1).bare in ROLES


Rule = Callable[[Sequence[_Word], int, Callable[[_Word], bool]], bool]
_RULES: dict[str, list[Rule]] = {}
for _rule, _begins in (
    (_titled, ABBREVIATED | TITLES),
    (_in_role, ROLES),
    (_introduced, CALLED | {"name", "names", "am", "i'm", "im"}),
):
    for _one in _begins:
        _RULES.setdefault(_one, []).append(_rule)
