"""The draw: some of the mutants, by a seed. Each file gives its share."""

import random
from collections import defaultdict
from collections.abc import Sequence

from local.measures.mutation.mutants import Mutant


def drawn(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """The mutants of this seed, in the order of files and lines; all of them if there are no more than `count`.

    The draw lays the files end to end in a random order, and takes one mutant at equal steps. So each mutant has the
    same chance, and each file gives its exact share, rounded up or down.
    """
    if len(mutants) <= count:
        return sorted(mutants)
    chance = random.Random(seed)
    by_file: defaultdict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants):
        by_file[mutant.file].append(mutant)
    files = list(by_file.values())
    chance.shuffle(files)
    row = [mutant for file in files for mutant in chance.sample(file, len(file))]
    step = len(row) / count
    start = chance.random() * step
    return sorted(row[int(start + step * number)] for number in range(count))
