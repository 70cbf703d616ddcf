"""``make fuzz``: broken files through readers, extraction and rules in limited worker processes.

Every outcome must be a result or a failure with a named cause. An internal error, a worker
that is not ended at its limit or an end of the parent counts as a defect: exit code 1.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import random
import re
import sys
import time

from mutate import mutate

from perfeval.batch.pool import LocalPool, cause_of
from perfeval.batch.work import Settings
from perfeval.store.rows import Rows

CORPORA = pathlib.Path(__file__).parent.parent / "corpora"
SUFFIXES = {".docx", ".xlsx", ".pdf", ".html", ".txt", ".xls", ".xlsb", ".ods", ".odd"}
_RAISED = re.compile("文件损坏：[A-Z][A-Za-z]+；")
"""A reader's own failure, which counts as damage to the file but may be one of the reader."""
GRACE = 30.0
"""Seconds beyond the limit after which a file counts as hung."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", "-n", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to see one again")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--memory", type=int, default=1024, metavar="MB")
    parser.add_argument("--save", type=pathlib.Path, help="folder for the files that fail badly")
    return parser.parse_args()


def files() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(CORPORA.rglob("*")) if path.suffix in SUFFIXES]


def made(originals: list[tuple[str, bytes]], seed: int, number: int) -> tuple[str, str, bytes]:
    """Return the name, the way and the bytes of file *number*: the same for the same seed."""
    rng = random.Random(f"{seed}/{number}")
    name, data = rng.choice(originals)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        way, data = mutate(rng, data or b"\0")
    return f"{number}-{name}", way, data


class Fuzz:
    """One run: what is at work, and what came out."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.settings = Settings("auto")
        self.pool = LocalPool(
            options.workers, self.settings, seconds=options.seconds, memory=options.memory << 20
        )
        self.outcomes: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.bad: list[str] = []
        self.pending: dict[concurrent.futures.Future[Rows], tuple[str, str, bytes]] = {}

    def submit(self, name: str, way: str, data: bytes) -> None:
        self.pending[self.pool.submit(name, data, self.settings)] = (name, way, data)
        while len(self.pending) >= self.options.workers * 4:
            self.collect()

    def collect(self) -> None:
        done, _ = concurrent.futures.wait(
            self.pending,
            timeout=len(self.pending) * self.options.seconds + GRACE,
            return_when=concurrent.futures.FIRST_COMPLETED,
        )
        if not done:
            names = ", ".join(sorted(name for name, _, _ in self.pending.values()))
            sys.exit(f"hung past the limit: {names}")
        for future in done:
            self.note(future, *self.pending.pop(future))

    def note(self, future: "concurrent.futures.Future[Rows]", name: str, way: str, data: bytes) -> None:
        error = future.exception()
        if error is None:
            content = future.result().content
            cause = content["cause"] if content["status"] == "failed" else "verified"
            words = content["message"] or ""
        else:
            cause, words = cause_of(error, self.options.seconds)
        self.outcomes[cause][way] += 1
        if cause in ("internal", "crash", "timeout", "memory") or _RAISED.search(words):
            self.bad.append(f"{cause}  {way}  {name}  {words}")
            if self.options.save:
                self.options.save.mkdir(parents=True, exist_ok=True)
                (self.options.save / f"{cause}-{name}").write_bytes(data)


def main() -> None:
    options = arguments()
    originals = files()
    fuzz = Fuzz(options)
    began = time.monotonic()
    try:
        for number in range(options.first, options.first + options.number):
            fuzz.submit(*made(originals, options.seed, number))
        while fuzz.pending:
            fuzz.collect()
    finally:
        fuzz.pool.close()
    seconds = time.monotonic() - began
    print(
        f"{options.number} broken files of {len(originals)} originals, seed {options.seed}, {seconds:.0f} s"
    )
    for cause, ways in sorted(fuzz.outcomes.items()):
        detail = "  ".join(f"{way} {count}" for way, count in sorted(ways.items()))
        print(f"{cause:12} {ways.total():7}   {detail}")
    print("\n".join(sorted(fuzz.bad)))
    sys.exit(bool(fuzz.outcomes["internal"]))


if __name__ == "__main__":
    main()
