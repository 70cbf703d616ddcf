"""``python -m corpora.generate [ID…]``: write the files of all reports and forms, or of those named."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from corpora.generate.source import Source, read

SOURCES = Path(__file__).with_name("sources")
REPORTS = Path(__file__).parents[1] / "reports"
FORMS = Path(__file__).parents[1] / "forms"
FOLDERS = {SOURCES: REPORTS, SOURCES / "forms": FORMS, SOURCES / "forms" / "odd": FORMS / "odd"}
"""The folders of sources, each with the folder its files are written to."""
_WRITERS = {"docx": "word", "pdf": "page", "html": "web", "txt": "text", "xlsx": "forms.sheet"}


def sources(folder: Path = SOURCES, ids: Sequence[str] = ()) -> Iterator[Source]:
    """Yield the sources in *folder* by their ids; only those that begin with one of *ids*, if given."""
    for path in sorted(folder.glob("*.rpt")):
        if not ids or any(path.stem.startswith(prefix) for prefix in ids):
            yield read(path)


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the file that *options* asks for (``as``: docx, pdf, html, txt or xlsx)."""
    writer = import_module(f"corpora.generate.{_WRITERS[options['as']]}")
    rendered: bytes = writer.render(source, options)
    return rendered


def main(ids: Sequence[str]) -> None:
    """Write the files of the reports and forms *ids* (all, if empty)."""
    for folder, target in FOLDERS.items():
        for source in sources(folder, ids):
            for options in source.files:
                path = target / f"{source.id}.{options['as']}"
                path.write_bytes(render(source, options))
                print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
