"""``python -m tests.mutation [MODULE…]``: change the rules one place at a time; the cases must notice.

Prints a line for each module (mutants, killed, timed out, survived, share killed), then every mutant
that survived: those of ``equivalent.yml``, which change nothing that can be seen, with their reason,
and the others. Exit code 1 where less than nine tenths are killed, or an explanation is stale.
"""

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import ROOT, Outcome, Target, attempt, concerned, prepare, targets

EXPLAINED = Path(__file__).with_name("equivalent.yml")
Change = tuple[str, str, str]
"""Module, the line as it is, the line as changed."""


@dataclass
class Tally:
    """What became of the mutants of one module."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    survivors: list[tuple[Mutant, Change]] = field(default_factory=list)
    equivalent: int = 0

    @property
    def tried(self) -> int:
        """All but those that cannot be imported, which no test needs to find."""
        return self.outcomes.total() - self.outcomes["invalid"]

    @property
    def killed(self) -> int:
        return self.outcomes["killed"] + self.outcomes["timed out"]

    def row(self, name: str) -> str:
        cells = [
            name,
            self.tried,
            self.outcomes["killed"],
            self.outcomes["timed out"],
            self.outcomes["survived"],
            self.equivalent,
            _share(self.killed, self.tried),
            _share(self.killed, self.tried - self.equivalent),
        ]
        return "| " + " | ".join(map(str, cells)) + " |"

    def __iadd__(self, other: "Tally") -> "Tally":
        self.outcomes += other.outcomes
        self.equivalent += other.equivalent
        return self


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f} %" if whole else "–"


def explained() -> dict[Change, str]:
    """Return the changes known to change nothing, each with the reason."""
    entries = yaml.safe_load(EXPLAINED.read_text("utf-8")) or []
    return {(entry["module"], entry["line"], entry["becomes"]): entry["why"] for entry in entries}


def tally(target: Target, known: dict[Change, str]) -> Tally:
    """Try every mutant of *target*."""
    result = Tally()
    reached = prepare(target)
    for mutant in mutants(target.path):
        outcome = attempt(target, mutant.source, concerned(reached, mutant.function))
        result.outcomes[outcome] += 1
        if outcome == "survived":
            change = (target.name, *mutant.change())
            result.survivors.append((mutant, change))
            result.equivalent += change in known
    return result


def main(names: list[str]) -> int:
    known = explained()
    chosen = [target for target in targets() if not names or target.name.rpartition(".")[2] in names]
    together, survivors = Tally(), []
    print("| module | mutants | killed | timed out | survived | equivalent | killed of all | of the others |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for target in chosen:
        result = tally(target, known)
        print(result.row(target.name), flush=True)
        together += result
        survivors += [(target, *survivor) for survivor in result.survivors]
    print(together.row("together"))
    for target, mutant, change in survivors:
        place = f"{target.path.relative_to(ROOT)}:{mutant.line}"
        print(f"\n{place}: {'equivalent: ' + known[change] if change in known else 'survived'}")
        print(f"  - {change[1]}\n  + {change[2]}")
    seen = {change for _, _, change in survivors}
    tried = {target.name for target in chosen}
    stale = [change for change in known if change[0] in tried and change not in seen]
    for change in stale:
        print(f"\nno longer survives: {change[0]}\n  - {change[1]}\n  + {change[2]}")
    return int(bool(stale) or 10 * together.killed < 9 * together.tried)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
