"""Languages: whether a text is in English. The gate reads no other; a person has to."""

import re
import unicodedata

FEW = 5
"""So many words may be a label, a list or a name of something, in any language."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the a an and or of to in on at for with from by is are was were be been am i me my we us our you your he she it "
    "they them their this that these those not no yes if when how what who where why which can could will would should "
    "do does did have has had there here more less than as but so any all some about after before between because "
    "please thanks new need want get more time".split()
)
_SHARE = 0.3


def is_english(line: str) -> bool:
    """False if a third of its letters are of another script, or a long line has none of the words English needs."""
    words = _LETTERS.findall(line)
    letters = "" if line.isascii() else "".join(words)
    foreign = sum(not one.isascii() and not unicodedata.name(one, "").startswith("LATIN") for one in letters)
    if foreign > _SHARE * max(1, len(letters)):
        return False
    if len(words) <= FEW:
        return True
    english = sum(word.casefold() in _ENGLISH for word in words)
    shouted = sum(len(word) > 1 and word.isupper() for word in words)
    return english >= max(1, len(words) // 14) or shouted * 3 > len(words)
