"""Chance: how often somebody who knows nothing is right."""

from math import comb

SURE = 1e-6
"""A run of guesses that chance would make as seldom as this is no chance."""


def most_by_chance(guesses: int, chance: float) -> int:
    """The most right guesses that chance explains, of so many that are each right with this chance."""
    likely = [comb(guesses, right) * chance**right * (1 - chance) ** (guesses - right) for right in range(guesses + 1)]
    return next(right for right in range(guesses + 1) if sum(likely[right + 1 :]) < SURE)
