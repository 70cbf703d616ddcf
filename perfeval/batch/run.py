"""The loop of a batch: walk, hash, hand out, write; may be stopped anyhow and begun again."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from extractor.errors import ExtractorError, printable
from extractor.sources import Found, RawFile
from perfeval.batch.pool import TRIES, Pool, cause_of
from perfeval.batch.work import Settings
from perfeval.batch.worker import NoWorker
from perfeval.store.rows import Row, Rows, failed
from perfeval.store.store import Store

_AHEAD = 3
"""Files handed out for each worker beyond the one it is at, so that none waits for the parent."""
_GRACE = 60.0
"""Seconds beyond the limits of a file after which workers of whom nothing is heard are given up."""
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

    item: RawFile
    places: list[Row]
    tries: int = 1


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
    by the next run. Raises :class:`~perfeval.batch.worker.NoWorker` where none can be had any more.
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
    except (KeyboardInterrupt, NoWorker):
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
        self._at_work[sha256] = _Handed(item, [place])
        self._submit(sha256)

    def _submit(self, sha256: str) -> None:
        item = self._at_work[sha256].item
        self._handed[self._pool.submit(item.name, item.data, self._settings)] = sha256

    def collect(self) -> None:
        """Wait for a file to be finished and take in all that are.

        Workers hold the limit themselves; those of whom nothing is heard long after it are given up.
        """
        done, _ = wait(self._handed, timeout=TRIES * self._seconds + _GRACE, return_when=FIRST_COMPLETED)
        if not done or any(future.cancelled() for future in done):
            self._begin_anew()
            return
        for future in done:
            error = future.exception()
            if isinstance(error, NoWorker):
                raise error
            sha256 = self._handed.pop(future)
            self._take_in(sha256, future.result() if error is None else self._failed(sha256, error))

    def _begin_anew(self) -> None:
        """Give what is at work to new workers; what those never answered for either took too long."""
        self._handed.clear()
        self._pool.renew()
        for sha256, handed in list(self._at_work.items()):
            if handed.tries < TRIES:
                handed.tries += 1
                self._submit(sha256)
            else:
                self._take_in(sha256, self._failed(sha256, TimeoutError()))

    def _failed(self, sha256: str, error: BaseException) -> Rows:
        item = self._at_work[sha256].item
        cause, words = cause_of(error, self._seconds, self._settings.language)
        colon = ": " if self._settings.language == "en" else "："
        message = f"{printable(item.name)}{colon}{words}"
        return failed(sha256, self._settings.key, len(item.data), cause, message)

    def _take_in(self, sha256: str, rows: Rows) -> None:
        handed = self._at_work.pop(sha256)
        self.progress.count(rows)
        self._results.append(rows)
        outcome = {key: rows.content[key] for key in ("status", "cause", "message")}
        for again, place in enumerate(handed.places):
            if again:
                self.progress.count_again(outcome)
            self._place(place | outcome)

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
