"""Files that do to their worker what no document should: never end, take all memory, break it down.

The readers give no handle for that on purpose, so a worker obeys a word at a file's beginning
here; every other file it does as ever.
"""

import ctypes
from collections.abc import Iterator

from collection import document

from extractor.sources import RawFile
from perfeval.batch.work import Settings, work
from perfeval.store.rows import Rows

CAUSES = {b"LOOP": "timeout", b"BOMB": "memory", b"FAULT": "crash"}
"""What a file begins with, and the cause that must be named."""


def files(number: int, poisoned: int, seed: int) -> Iterator[tuple[RawFile, str | None]]:
    """Yield *number* files, *poisoned* of them among the others, with the cause each must fail of."""
    every = number // poisoned
    for each in range(number):
        if each % every == every - 1:
            word, cause = list(CAUSES.items())[each // every % len(CAUSES)]
            yield RawFile(f"{each:05}.docx", word + b" %d" % each), cause
        else:
            suffix, data = document(each, seed)
            yield RawFile(f"{each:05}.{suffix}", data), None


def obey(name: str, data: bytes, settings: Settings) -> Rows:
    """Do what the file says, or verify it."""
    if data.startswith(b"LOOP"):
        while True:
            pass
    if data.startswith(b"BOMB"):
        held = []
        while True:
            held.append(bytearray(1 << 26))
    if data.startswith(b"FAULT"):
        ctypes.string_at(0)
    return work(name, data, settings)
