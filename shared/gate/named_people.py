"""Named people: whether a text names somebody, with a title or a role before the name.

"Dr Patel", "mr j smith", "Nurse Jo", "my consultant Jane" and "a patient called Rose" name somebody. "Dr in
training", "Nurse Practitioner" and "Professional Support" do not. If in doubt it is a name: "Nurse May". We cannot
see a name without a title or a role.
"""

from collections.abc import Sequence
from itertools import dropwhile

ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "rev"})
"""Titles that people write before a name, with or without capitals."""

TITLES = frozenset({"doctor", "drs", "professor", "nurse", "sister", "matron", "miss", "sir", "dame"})
"""Titles that are also common words. A name after them has a capital."""

ROLES = frozenset(
    {
        *("consultant", "supervisor", "registrar", "trainer", "trainee", "tutor", "educator", "tpd", "dean"),
        *("colleague", "manager", "boss", "midwife", "student", "doctor", "nurse", "patient", "sho"),
        *("someone", "somebody", "person", "man", "woman", "boy", "girl", "child"),
    }
)
"""Roles that people put before a name, without a title: "my consultant Jane"."""

CALLED = frozenset({"called", "named"})

ARTICLES = frozenset({"a", "the", "any", "every", "each", "another", "junior", "resident", "locum"})
"""Words that make a "dr" after them a common word, unless the next word has a capital."""

NO_NAMES = """
a about all am an and any are as ask asks at be been being but by can could did do does for from get gets had
has have help how i if in is it its just led like may me might must my need needs no not of on only or our
out rate said say says shall she he should so than that the their them then there they this those to too
under up us use want wants was we were what when where which who whose why will with working works would you
your
advanced apprentice assistant associate bank clinical course development educational foundation imaging lead
led manager office outlook excel word sharepoint teams forms meeting meetings post posts postgraduate
practitioner programme role roles rota rotas safety scan scanner scans service services society specialist
staff support training ward wards academic annual appraisal agreement assessment report reports feedback form
guide guidance handbook portal british english scottish welsh irish european
january february march july august september october november december
monday tuesday wednesday thursday friday saturday sunday
"""
"""Words after a title or a role that are not a name: "Dr in training", "Nurse Specialist"."""

PUNCTUATION = ".,;:!?()[]\"'“”‘’…-–—"
INITIALS_THAT_ARE_WORDS = frozenset({"A", "I"})


def names_somebody(line: str) -> bool:
    """True if the line names somebody after a title or a role."""
    words = (line.casefold() if line.isupper() else line).split()
    return any(_is_titled(words, place) or _is_in_role(words, place) for place in range(len(words)))


def _is_titled(words: Sequence[str], place: int) -> bool:
    title, following = _bare(words[place]), words[place + 1 :]
    initials = len(following) - len(list(dropwhile(_is_initial, following)))
    name = _bare("".join(following[initials : initials + 1]))
    if title.casefold() in ABBREVIATED and title != "MS":
        common = place > 0 and _bare(words[place - 1]).casefold() in ARTICLES and not name[:1].isupper()
        alone = {_bare(initial) for initial in following[:initials]} - INITIALS_THAT_ARE_WORDS
        return bool(alone) or (not common and _may_be_name(name))
    return title.casefold() in TITLES and not _ends(words[place]) and _is_capitalised_name(name)


def _is_in_role(words: Sequence[str], place: int) -> bool:
    role, after = words[place], words[place + 1 : place + 5]
    if _bare(role).casefold() not in ROLES or (_ends(role) and not role.endswith(",")):
        return False
    following = list(dropwhile(lambda word: word in {"is", "was", "who"}, after))
    if following and _bare(following[0]).casefold() in CALLED:
        return _is_capitalised_name(_bare("".join(following[1:2])))
    names = [_is_capitalised_name(_bare(word)) for word in after[:2]]
    in_passing = role.islower() and not _ends(role)
    return names[:1] == [True] and (in_passing or names == [True, True])


def _bare(word: str) -> str:
    """The word without punctuation around it, and without its possessive s."""
    return word.strip(PUNCTUATION).removesuffix("'s").removesuffix("’s")


def _ends(word: str) -> bool:
    return word[-1] in ".,;:!?)"


def _is_initial(word: str) -> bool:
    letters = word.replace(".", "").rstrip(",")
    return letters.isupper() and len(letters) == max(1, word.count("."))


def _may_be_name(word: str) -> bool:
    return len(word) > 1 and word[0].isalpha() and word.casefold().removesuffix("s") not in _SINGULAR


def _is_capitalised_name(word: str) -> bool:
    """True for "Jane", "O'Neill" or "Al-Amin"; false for abbreviations such as "ARCP"."""
    return _may_be_name(word) and word[0].isupper() and not word.isupper()


_SINGULAR = frozenset(word.removesuffix("s") for word in NO_NAMES.split())
