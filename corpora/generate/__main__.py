"""``python -m corpora.generate [ID…]``: write the files of all reports, or of those named."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from corpora.generate.source import Source, read

SOURCES = Path(__file__).with_name("sources")
REPORTS = Path(__file__).parents[1] / "reports"
_WRITERS = {"docx": "word", "pdf": "page", "html": "web", "txt": "text"}


def sources(ids: Sequence[str] = ()) -> Iterator[Source]:
    """Yield the sources in order of their ids; only those that begin with one of *ids*, if given."""
    for path in sorted(SOURCES.glob("*.rpt")):
        if not ids or any(path.stem.startswith(prefix) for prefix in ids):
            yield read(path)


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the file that *options* asks for (``as``: docx, pdf, html or txt)."""
    writer = import_module(f"corpora.generate.{_WRITERS[options['as']]}")
    rendered: bytes = writer.render(source, options)
    return rendered


def main(ids: Sequence[str]) -> None:
    """Write the files of the reports *ids* (all, if empty)."""
    for source in sources(ids):
        for options in source.files:
            path = REPORTS / f"{source.id}.{options['as']}"
            path.write_bytes(render(source, options))
            print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
