"""The loop of a batch: walk, hash, hand out, write; may be stopped anyhow and begun again."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from extractor.errors import ExtractorError
from extractor.sources import Found, RawFile
from perfeval.batch.pool import Pool, cause_of
from perfeval.batch.work import Settings
from perfeval.store.rows import Row, Rows, failed
from perfeval.store.store import Store

_AHEAD = 3
"""Files handed out for each worker beyond the one it is at, so that none waits for the parent."""
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


@dataclass(slots=True)
class _Handed:
    """A file at work, and the other places the same bytes were met at meanwhile."""

    name: str
    size: int
    places: list[Row]


def run(
    found: Iterable[Found],
    store: Store,
    pool: Pool,
    settings: Settings,
    *,
    seconds: float,
    retry_failed: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Verify all files *found* into *store*, and return what was done.

    What the store already holds under the same *settings* is not done again (failures
    only where *retry_failed*). Results are written as they come, each whole in one
    transaction: whenever the process ends, what is written is right and the rest is done
    by the next run.
    """
    number = store.begin_run(_now(), settings.key, version("perfeval"))
    batch = _Batch(store, pool, settings, seconds, retry_failed)
    try:
        for item in found:
            batch.take(item)
            tell(batch.progress)
            while batch.full:
                batch.collect()
                tell(batch.progress)
        while batch.busy:
            batch.collect()
            tell(batch.progress)
    except KeyboardInterrupt:
        batch.flush()
        raise
    batch.flush()
    done = batch.progress
    store.end_run(number, _now(), files=done.files, verified=done.verified, failed=done.failed)
    return done


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Batch:
    """The state of one run: what is at work, what waits to be written."""

    def __init__(
        self, store: Store, pool: Pool, settings: Settings, seconds: float, retry_failed: bool
    ) -> None:
        self.progress = Progress()
        self._store, self._pool, self._settings = store, pool, settings
        self._seconds, self._retry = seconds, retry_failed
        self._handed: dict[Future[Rows], str] = {}
        self._at_work: dict[str, _Handed] = {}
        self._results: list[Rows] = []
        self._places: list[Row] = []
        self._flushed = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether enough files are handed out."""
        return len(self._handed) >= self._pool.workers * (1 + _AHEAD)

    @property
    def busy(self) -> bool:
        """Whether any file is still at work."""
        return bool(self._handed)

    def take(self, item: Found) -> None:
        """Hand out one file, or note what is known of it."""
        self.progress.files += 1
        if isinstance(item, ExtractorError):
            self.progress.causes[item.code] += 1
            line = item.line(self._settings.language)
            self._place(_place(item.file, None, "failed", item.code, line))
            return
        sha256 = hashlib.sha256(item.data).hexdigest()
        place = _place(item.name, sha256, "done", None, None, len(item.data))
        if sha256 in self._at_work:
            self._at_work[sha256].places.append(place)
            return
        outcome = self._store.outcome(sha256, self._settings.key)
        if outcome is None or (outcome["status"] == "failed" and self._retry):
            self._hand_out(item, sha256, place)
            return
        self.progress.count_again(outcome)
        self._place(place | outcome)

    def _hand_out(self, item: RawFile, sha256: str, place: Row) -> None:
        future = self._pool.submit(item.name, item.data, self._settings)
        self._handed[future] = sha256
        self._at_work[sha256] = _Handed(item.name, len(item.data), [place])

    def collect(self) -> None:
        """Wait for a file to be finished and take in all that are."""
        done, _ = wait(self._handed, return_when=FIRST_COMPLETED)
        for future in done:
            sha256 = self._handed.pop(future)
            handed = self._at_work.pop(sha256)
            rows = self._result(future, sha256, handed)
            self.progress.count(rows)
            self._results.append(rows)
            outcome = {key: rows.content[key] for key in ("status", "cause", "message")}
            for again, place in enumerate(handed.places):
                if again:
                    self.progress.count_again(outcome)
                self._place(place | outcome)

    def _result(self, future: "Future[Rows]", sha256: str, handed: _Handed) -> Rows:
        error = future.exception()
        if error is None:
            return future.result()
        cause, words = cause_of(error, self._seconds)
        return failed(sha256, self._settings.key, handed.size, cause, f"{handed.name}：{words}")

    def _place(self, place: Row) -> None:
        self._places.append(place)
        waiting = len(self._places) + len(self._results)
        if waiting >= _FLUSH or time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits."""
        self._store.write(self._results, self._places)
        self._results, self._places = [], []
        self._flushed = time.monotonic()


def _place(
    name: str, sha256: str | None, status: str, cause: str | None, message: str | None, size: int = 0
) -> Row:
    return {
        "place": name, "sha256": sha256, "status": status, "cause": cause, "message": message, "bytes": size
    }  # fmt: skip
