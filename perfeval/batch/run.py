"""The loop of a batch: walk, hash, hand out, write; may be stopped anyhow and begun again."""

import hashlib
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

from extractor.errors import ExtractorError
from extractor.sources import Found
from perfeval.batch.fetch import Link, Packed, Passed, Seen, Unread
from perfeval.batch.ledger import Ledger, Progress
from perfeval.batch.lines import named
from perfeval.batch.names import settle
from perfeval.batch.pool import TRIES, Pool, cause_of
from perfeval.batch.remote import opened
from perfeval.batch.work import Answer, Settings
from perfeval.batch.worker import NoWorker
from perfeval.store.rows import Row, Rows, failed
from perfeval.store.store import Store

__all__ = ["Progress", "run"]

_AHEAD = 3
"""Files handed out for each worker beyond the one it is at, so that none waits for the parent."""
_ROUNDS = 2
"""How many sets of workers a file is given to that never answer."""
_LOOK = 2.0
"""Seconds between two looks at whether the workers are there still."""
_GRACE = 60.0
"""Seconds beyond the limits of a file after which workers of whom nothing is heard are given up."""


def run(
    found: Iterable[Found | Link],
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
    ledger = Ledger(store, settings.key, retry_failed=retry_failed)
    batch = _Batch(ledger, pool, settings, seconds, tell)
    try:
        batch.do(found)
    except (KeyboardInterrupt, NoWorker):
        ledger.flush()
        raise
    ledger.flush()
    settle(store)
    done = ledger.progress
    store.end_run(number, _now(), files=done.files, verified=done.verified, failed=done.failed)
    return done


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class _Handed:
    """A file at work, and all the places it was met at meanwhile."""

    name: str
    data: bytes | Link
    places: list[str]
    tries: int = 1
    error: BaseException | None = None
    """Why a link failed whose hash is asked for now."""


class _Batch:
    """What is at work, by hash; links by name, as their hash is not known yet."""

    def __init__(
        self,
        ledger: Ledger,
        pool: Pool,
        settings: Settings,
        seconds: float,
        tell: Callable[[Progress], None],
    ) -> None:
        self._ledger, self._pool, self._settings = ledger, pool, settings
        self._seconds, self._tell = seconds, tell
        self._handed: dict[Future[Answer], str] = {}
        self._at_work: dict[str, _Handed] = {}
        self._packed: list[Link] = []

    def do(self, found: Iterable[Found | Link]) -> None:
        """Do all that is *found*, and the members of archives that only a worker knew for some."""
        self._feed(found)
        while self._handed or self._packed:
            if self._packed:
                self._feed(opened(self._packed.pop(), self._settings.limits))
            else:
                self.collect()

    def _feed(self, found: Iterable[Found | Link]) -> None:
        for item in found:
            self.take(item)
            self._tell(self._ledger.progress)
            while len(self._handed) >= self._pool.workers * (1 + _AHEAD):
                self.collect()

    def take(self, item: Found | Link) -> None:
        """Hand out one file, or note what is known of it."""
        self._ledger.progress.files += 1
        if isinstance(item, ExtractorError):
            self._ledger.unread(item.file, item.code, item.line(self._settings.language))
        elif isinstance(item, Link):
            link = item.hashed() if self._ledger.knows(item.name) else item
            self._hand_out(item.name, _Handed(item.name, link, [item.name]))
        else:
            sha256 = hashlib.sha256(item.data).hexdigest()
            outcome = None if sha256 in self._at_work else self._ledger.outcome(sha256)
            if outcome is None:
                self._hand_out(sha256, _Handed(item.name, item.data, [item.name]))
            else:
                self._ledger.known(sha256, len(item.data), outcome, item.name)

    def _hand_out(self, key: str, handed: _Handed) -> None:
        if key in self._at_work:
            self._at_work[key].places.append(handed.name)
        else:
            self._at_work[key] = handed
            self._submit(key)

    def _submit(self, key: str) -> None:
        handed = self._at_work[key]
        self._handed[self._pool.submit(handed.name, handed.data, self._settings)] = key

    def collect(self) -> None:
        """Wait for a file to be finished and take in all that are.

        Workers hold the limit themselves; those of whom nothing is heard long after it are given up.
        """
        done = self._waited()
        if not done or any(future.cancelled() for future in done):
            self._begin_anew()
            return
        for future in done:
            error = future.exception()
            if isinstance(error, NoWorker):
                raise error
            key = self._handed.pop(future)
            if error is None:
                self._answered(key, future.result())
            else:
                self._not_answered(key, error)
            self._tell(self._ledger.progress)

    def _waited(self) -> set[Future[Answer]]:
        """Return what is finished, at least one; nothing where no more is to be expected."""
        end = time.monotonic() + TRIES * self._seconds + _GRACE
        done: set[Future[Answer]] = set()
        while not done and time.monotonic() < end and not self._pool.lost:
            done, _ = wait(self._handed, timeout=_LOOK, return_when=FIRST_COMPLETED)
            self._tell(self._ledger.progress)
        return done

    def _begin_anew(self) -> None:
        """Give what is at work to new workers; what those never answered for either took too long."""
        self._handed.clear()
        self._pool.renew()
        for key, handed in list(self._at_work.items()):
            if handed.tries < _ROUNDS:
                handed.tries += 1
                self._submit(key)
            else:
                self._not_answered(key, TimeoutError())

    def _answered(self, key: str, answer: Answer) -> None:
        handed = self._at_work.pop(key)
        match answer:
            case Rows():
                self._take_in(handed, answer)
            case Seen(sha256, size):
                self._seen(key, handed, sha256, size)
            case Unread(cause, message):
                for place in handed.places:
                    self._ledger.unread(place, cause, message)
            case Passed():
                self._ledger.progress.files -= len(handed.places)
            case Packed():
                self._ledger.progress.files -= len(handed.places)
                assert isinstance(handed.data, Link)
                self._packed.append(handed.data)

    def _take_in(self, handed: _Handed, rows: Rows) -> None:
        # What links lead to may have come from elsewhere meanwhile.
        outcome = None
        if isinstance(handed.data, Link):
            outcome = self._ledger.outcome(rows.content["sha256"])
        if outcome is None:
            self._ledger.result(rows, handed.places)
        else:
            self._known(handed, rows.content["sha256"], rows.content["bytes"], outcome)

    def _known(self, handed: _Handed, sha256: str, size: int, outcome: Row) -> None:
        for place in handed.places:
            self._ledger.known(sha256, size, outcome, place)

    def _seen(self, key: str, handed: _Handed, sha256: str, size: int) -> None:
        """Go on with a link whose hash was asked for: before it was tried, or after it failed."""
        if handed.error is not None:
            self._take_in(handed, self._failed(sha256, size, handed.error))
        elif outcome := self._ledger.outcome(sha256):
            self._known(handed, sha256, size, outcome)
        else:
            assert isinstance(handed.data, Link)
            handed.data = replace(handed.data, hash_only=False)
            self._at_work[key] = handed
            self._submit(key)

    def _not_answered(self, key: str, error: BaseException) -> None:
        handed = self._at_work[key]
        if isinstance(handed.data, bytes):
            del self._at_work[key]
            self._take_in(handed, self._failed(key, len(handed.data), error))
        elif not handed.data.hash_only:
            handed.data, handed.error, handed.tries = handed.data.hashed(), error, 1
            self._submit(key)
        else:
            del self._at_work[key]
            cause, words = cause_of(handed.error or error, self._seconds, self._settings.language)
            for place in handed.places:
                self._ledger.unread(place, cause, named(place, words))

    def _failed(self, sha256: str, size: int, error: BaseException) -> Rows:
        cause, words = cause_of(error, self._seconds, self._settings.language)
        return failed(sha256, self._settings.key, size, cause, words)
