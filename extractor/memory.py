"""Reading without the search for reference cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles while one file is worked on.

    Cells, glyphs and records have none, and there are so many of them that looking through
    them again and again takes up to half of the time. What is not part of a cycle is freed
    all the same.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
