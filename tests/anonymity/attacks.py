"""The attacks: each makes of the evidence, for a text that everybody can read, those who most likely wrote it.

An attack that finds nothing suspects everybody. The attacker then picks one of the suspects.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from tests.anonymity.evidence import Evidence, Trail, values

type Attack = Callable[[Evidence, str], Sequence[Trail]]


def _nearest(trails: Sequence[Trail], distance: Callable[[Trail], float]) -> Sequence[Trail]:
    best = min(map(distance, trails))
    return [one for one in trails if distance(one) == best]


# --- when, and in which order -------------------------------------------------------------------------------


def whose_row_was_written_nearest_to_the_texts(evidence: Evidence, text: str) -> Sequence[Trail]:
    """The table's own timestamps of the text and of the person's row."""
    written = evidence.texts[text].timestamp
    return _nearest(evidence.trails, lambda one: abs((one.timestamp - written).total_seconds()))


def whose_row_was_written_nearest_to_the_pots(evidence: Evidence, _: str) -> Sequence[Trail]:
    """The pot's last change, before the texts came out."""
    pots = evidence.of_kind(evidence.pots, evidence.before)
    if not pots:
        return evidence.trails
    return _nearest(
        evidence.trails, lambda one: min(abs((one.timestamp - pot.timestamp).total_seconds()) for pot in pots)
    )


def whose_version_is_nearest_to_the_texts(evidence: Evidence, text: str) -> Sequence[Trail]:
    """The ETags, which count the writes."""
    version = _version(evidence.texts[text].etag)
    return _nearest(evidence.trails, lambda one: abs(_version(one.etag) - version))


def _version(etag: str) -> int:
    return int(re.sub(r"\D", "", etag))


def whose_place_in_time_is_the_texts_in_its_table(evidence: Evidence, text: str) -> Sequence[Trail]:
    """The order of the texts that came out."""
    return _at_the_same_place(evidence.trails, list(evidence.texts), text)


def whose_place_in_time_is_the_texts_in_the_pot(evidence: Evidence, text: str) -> Sequence[Trail]:
    """The order of the texts in the pots, before they came out."""
    return _at_the_same_place(evidence.trails, evidence.waiting, text)


def _at_the_same_place(trails: Sequence[Trail], texts: Sequence[str], text: str) -> Sequence[Trail]:
    """If everybody wrote, this is exact. If some did, it is their place among those who wrote at all."""
    if text not in texts:
        return trails
    wrote = _who_stands_out(trails, _lengths)
    among = wrote if len(wrote) == len(texts) else trails
    return [among[texts.index(text) * len(among) // len(texts)]]


# --- keys ---------------------------------------------------------------------------------------------------


def whose_key_makes_the_texts(evidence: Evidence, text: str) -> Sequence[Trail]:
    """The secret: keys made of the text, of the person, of the session or of any of them together."""
    row = values(evidence.texts[text])
    session, key = str(row["session"]), str(row["id"])
    purposes = ("question", "feedback", "feedback-form", "answer", "held")

    def made(one: Trail) -> set[str]:
        parts = [(session, one.person), (one.person,), (session, one.person, text), (one.person, text)]
        return {evidence.keys.of(purpose, *each) for purpose in purposes for each in parts}

    return [one for one in evidence.trails if key in made(one) or key == one.person] or evidence.trails


def who_shares_a_name_with_the_text(evidence: Evidence, text: str) -> Sequence[Trail]:
    """Anything random of the text (its id) in any row, line or message of a person."""
    row = values(evidence.texts[text])
    names = {str(row["id"]), text} - {""}
    return [one for one in evidence.trails if any(name in said for name in names for said in _all(one))] or (
        evidence.trails
    )


def _all(trail: Trail) -> Iterable[str]:
    yield from (row.content.decode() for row in trail.rows)
    yield from trail.lines
    yield from trail.messages


# --- who wrote at all -----------------------------------------------------------------------------------------


def who_has_other_log_lines(evidence: Evidence, _: str) -> Sequence[Trail]:
    """A person whose lines differ in number or in kind from those of most people."""
    return _who_stands_out(evidence.trails, lambda one: sorted(map(_kind, one.lines)))


def who_has_other_messages(evidence: Evidence, _: str) -> Sequence[Trail]:
    """A person about whom more messages were sent, or messages of another length."""
    return _who_stands_out(evidence.trails, lambda one: sorted((_kind(said), len(said)) for said in one.messages))


def who_has_other_rows(evidence: Evidence, _: str) -> Sequence[Trail]:
    """A person with more rows, or with rows of other columns or another size."""
    return _who_stands_out(evidence.trails, _lengths)


def _lengths(trail: Trail) -> list[tuple[str, int]]:
    return sorted((row.kind.__name__, len(_kind(row.content.decode()))) for row in trail.rows)


@cache
def _kind(said: str) -> str:
    """A line without what is another's for everybody: keys, traces, times, numbers."""
    return re.sub(r"[\w=-]{20,}|\d+", "…", said)


def _who_stands_out(trails: Sequence[Trail], mark: Callable[[Trail], object]) -> Sequence[Trail]:
    marks = [repr(mark(one)) for one in trails]
    usual, _ = Counter(marks).most_common(1)[0]
    return [one for one, has in zip(trails, marks, strict=True) if has != usual] or trails


ATTACKS: Mapping[str, Attack] = {
    attack.__name__: attack
    for attack in (
        whose_row_was_written_nearest_to_the_texts,
        whose_row_was_written_nearest_to_the_pots,
        whose_version_is_nearest_to_the_texts,
        whose_place_in_time_is_the_texts_in_its_table,
        whose_place_in_time_is_the_texts_in_the_pot,
        whose_key_makes_the_texts,
        who_shares_a_name_with_the_text,
        who_has_other_log_lines,
        who_has_other_messages,
        who_has_other_rows,
    )
}
