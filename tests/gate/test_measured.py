"""How often the gate is right, on the half of the sentences that its rules were not made with."""

from local.measures.gate import PANEL, judged, labelled, main, overall, score, scores
from local.memory.services import the_programme
from shared.gate.judging import Outcome, judge

PROGRAMME = the_programme()
UNSEEN = judged(labelled("unseen"), PROGRAMME)


def test_there_are_enough_sentences_and_each_half_has_its_share() -> None:
    halves = len(labelled("tuning")), len(labelled("unseen"))
    assert sum(halves) >= 440
    assert abs(halves[0] - halves[1]) <= 8
    assert sum(one.right == PANEL for one in labelled()) >= 150
    assert len({one.text for one in labelled()}) == sum(halves)


def test_crises_are_seen() -> None:
    crises = score("crisis", UNSEEN)
    assert crises.recall >= 0.9
    assert crises.precision >= 0.85


def test_what_must_not_reach_the_panel_does_not() -> None:
    whole = overall(UNSEEN)
    assert whole.recall >= 0.8
    assert whole.precision >= 0.85


def test_what_may_reach_the_panel_does() -> None:
    assert score(PANEL, UNSEEN).recall >= 0.9


def test_no_kind_is_far_worse_than_the_others() -> None:
    assert [one for one in scores(UNSEEN) if one.recall < 0.75 or one.precision < 0.75] == []


def test_no_crisis_passes_without_help_beside_it() -> None:
    crises = [one.text for one in labelled() if one.right == "crisis"]
    passed = [text for text in crises if judge(text, PROGRAMME).outcome is Outcome.PASS]
    assert [text for text in passed if judge(text, PROGRAMME).not_for is None] == []


def test_the_measure_prints_both_halves(capsys) -> None:  # type: ignore[no-untyped-def] # pytest's own fixture
    main()
    said = capsys.readouterr().out
    assert ("tuning" in said, "unseen" in said, "all kinds" in said) == (True, True, True)
