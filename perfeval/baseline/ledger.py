"""What a baseline does to verifications, one file after the other, and what of it was needed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from extractor.errors import printable
from perfeval.baseline.entries import Entry, Identity, entry_of, without_ending
from perfeval.findings import SEVERITIES, Finding, Summary, Suppressed, Verification
from perfeval.outputs.layout import clean


class Baseline:
    """The accepted findings, and which of them were met in the files verified so far."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[Identity, Entry] = {}
        self._by_key: dict[Identity, list[Identity]] = defaultdict(list)
        self._met: Counter[Identity] = Counter()
        """How often an entry was met in the file that has it most."""
        self._ran: dict[str, set[str]] = defaultdict(set)
        """The rules run on each file; files by their path without ending."""
        for entry in sorted(entries, key=lambda entry: entry.order):
            # One that stands twice, as after two edits were merged, counts once.
            if entry.identity not in self._entries:
                self._add(entry)

    @property
    def entries(self) -> list[Entry]:
        """Return all entries in the order of the file."""
        return sorted(self._entries.values(), key=lambda entry: entry.order)

    def applied(self, verification: Verification, file: str, ran: Collection[str]) -> Verification:
        """Return *verification* without the findings accepted, which it lists apart.

        *file* is its path from the baseline's folder, *ran* the codes of the rules run on it.
        """
        kept, suppressed = self._sorted_out(verification, file, ran)
        if not suppressed:
            return verification
        stays = {id(finding) for finding in kept}
        counted = Counter(finding.severity for finding in kept)
        return verification.model_copy(
            update={
                "reports": [
                    each.model_copy(update={"findings": [one for one in each.findings if id(one) in stays]})
                    for each in verification.reports
                ],
                "findings": [one for one in verification.findings if id(one) in stays],
                "suppressed": [
                    Suppressed(**dict(finding), reason=entry.reason, reviewer=entry.reviewer)
                    for finding, entry in suppressed
                ],
                "summary": Summary(**{severity: counted[severity] for severity in SEVERITIES}),
            }
        )

    def accept(
        self, verification: Verification, file: str, ran: Collection[str], *, reason: str, reviewer: str
    ) -> int:
        """Add an entry for each finding of *verification* that has none; return how many were added."""
        kept, _ = self._sorted_out(verification, file, ran)
        for finding in kept:
            entry = replace(
                entry_of(finding, verification, file), reason=clean(reason), reviewer=clean(reviewer)
            )
            if known := self._entries.get(entry.identity):
                entry = replace(known, count=known.count + 1)
            self._add(entry)
            self._met[entry.identity] = entry.count
        return len(kept)

    def stale(self) -> list[Entry]:
        """Return the entries not met although their file was verified by their rule, in order."""
        return [
            entry for entry in self.entries if self._was_looked_for(entry) and not self._met[entry.identity]
        ]

    def stale_lines(self) -> list[str]:
        """Return a line for each file with entries not met any more."""
        by_file: dict[str, list[str]] = defaultdict(list)
        for entry in self.stale():
            by_file[entry.file].append(entry.code)
        return [
            f"{file}：基线中有 {len(codes)} 项不再出现：{'、'.join(dict.fromkeys(codes))}；"
            "perfeval baseline prune 可去掉"
            for file, codes in by_file.items()
        ]

    def pruned(self) -> list[Entry]:
        """Return the entries worth keeping, each for as many findings as it was met with."""
        kept = []
        for entry in self.entries:
            if not self._was_looked_for(entry):
                kept.append(entry)
            elif met := self._met[entry.identity]:
                kept.append(replace(entry, count=min(entry.count, met)))
        return kept

    def _add(self, entry: Entry) -> None:
        if entry.identity not in self._entries:
            for key in entry.filed_under():
                self._by_key[key].append(entry.identity)
        self._entries[entry.identity] = entry

    def _was_looked_for(self, entry: Entry) -> bool:
        return entry.code in self._ran.get(without_ending(entry.file), ())

    def _sorted_out(
        self, verification: Verification, file: str, ran: Collection[str]
    ) -> tuple[list[Finding], list[tuple[Finding, Entry]]]:
        """Return the findings of one file without an entry, and those with theirs."""
        self._ran[without_ending(printable(file))].update(ran)
        findings = list(_all_findings(verification))
        wanted = [entry_of(finding, verification, file) for finding in findings]
        used: Counter[Identity] = Counter()
        found: dict[int, Entry] = {}
        # Each takes its own entry first: one without a name must not take another's.
        for candidates in (self._own, self._alike):
            for place, one in enumerate(wanted):
                if place not in found:
                    for entry in candidates(one):
                        if used[entry.identity] < entry.count:
                            used[entry.identity] += 1
                            found[place] = entry
                            break
        self._met |= used
        kept = [finding for place, finding in enumerate(findings) if place not in found]
        return kept, [(findings[place], found[place]) for place in sorted(found)]

    def _own(self, one: Entry) -> Iterator[Entry]:
        if entry := self._entries.get(one.identity):
            yield entry

    def _alike(self, one: Entry) -> Iterator[Entry]:
        near = {identity for key in one.filed_under(wanted=True) for identity in self._by_key.get(key, ())}
        for identity in sorted(near):
            if (entry := self._entries[identity]).is_same(one):
                yield entry


def _all_findings(verification: Verification) -> Iterator[Finding]:
    for verified in verification.reports:
        yield from verified.findings
    yield from verification.findings
