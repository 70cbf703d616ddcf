"""What a run found, on its way to the store: counted, and written a few at a time."""

import time
from collections import Counter
from dataclasses import dataclass, field

from perfeval.batch.lines import named
from perfeval.store.rows import Row, Rows
from perfeval.store.store import Store

_FLUSH = 32
_FLUSH_SECONDS = 1.0


@dataclass(slots=True)
class Progress:
    """What a batch has done so far, for whoever shows it."""

    files: int = 0
    verified: int = 0
    known: int = 0
    reports: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """Files that could not be read or verified."""
        return self.causes.total()

    @property
    def done(self) -> int:
        """Files dealt with: verified, failed, or known from before."""
        return self.verified + self.failed + self.known

    def count(self, rows: Rows) -> None:
        """Add one result."""
        if rows.content["status"] == "failed":
            self.causes[rows.content["cause"]] += 1
            return
        self.verified += 1
        self.reports += rows.content["reports"]
        for finding in rows.tables.get("findings", ()):
            self.rules[finding["code"]] += 1
            self.severities[finding["severity"]] += 1

    def count_again(self, outcome: Row) -> None:
        """Add a further place of a content that has its *outcome* already; one that failed stays failed."""
        if outcome["status"] == "failed":
            self.causes[outcome["cause"]] += 1
        else:
            self.known += 1


class Ledger:
    """The results of one run under the settings of hash *settings*."""

    def __init__(self, store: Store, settings: str, *, retry_failed: bool) -> None:
        self.progress = Progress()
        self._store, self._settings, self._retry = store, settings, retry_failed
        self._retried: set[str] = set()
        self._results: dict[str, Rows] = {}
        self._places: list[Row] = []
        self._flushed = time.monotonic()

    def outcome(self, sha256: str) -> Row | None:
        """Return what is known of a content, ``None`` where it is to be verified."""
        if rows := self._results.get(sha256):
            return rows.content
        outcome = self._store.outcome(sha256, self._settings)
        again = self._retry and sha256 not in self._retried
        return None if outcome and outcome["status"] == "failed" and again else outcome

    def knows(self, place: str) -> bool:
        """Return whether a content has been met at *place* that is known."""
        sha256 = self._store.hash_at(place)
        return sha256 is not None and self.outcome(sha256) is not None

    def result(self, rows: Rows, places: list[str]) -> None:
        """Take in what came of a content, met at *places*."""
        sha256 = rows.content["sha256"]
        self.progress.count(rows)
        self._results[sha256] = rows
        if self._retry:
            self._retried.add(sha256)
        for again, place in enumerate(places):
            if again:
                self.progress.count_again(rows.content)
            self._note(place, rows.content, sha256, rows.content["bytes"])

    def known(self, sha256: str, size: int, outcome: Row, place: str) -> None:
        """Take in a further *place* of a content of which the *outcome* is known."""
        self.progress.count_again(outcome)
        self._note(place, outcome, sha256, size)

    def unread(self, place: str, cause: str, message: str) -> None:
        """Take in a *place* whose content could not be had."""
        self.progress.causes[cause] += 1
        self._put(place, None, "failed", cause, message, 0)

    def _note(self, place: str, outcome: Row, sha256: str, size: int) -> None:
        words = outcome["message"]
        message = words if words is None else named(place, words)
        self._put(place, sha256, outcome["status"], outcome["cause"], message, size)

    def _put(
        self, place: str, sha256: str | None, status: str, cause: str | None, message: str | None, size: int
    ) -> None:
        values = (place, sha256, status, cause, message, size)
        names = ("place", "sha256", "status", "cause", "message", "bytes")
        self._places.append(dict(zip(names, values, strict=True)))
        waiting = len(self._places) + len(self._results)
        if waiting >= _FLUSH or time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits."""
        self._store.write(self._results.values(), self._places)
        self._results, self._places = {}, []
        self._flushed = time.monotonic()
