"""How much of a file is read before it is refused.

Every file is hostile until read: the defaults let any real report through with a wide
margin and stop archives and pages built to exhaust the machine.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file; exceeding one raises :class:`extractor.errors.LimitExceeded`."""

    file_bytes: int = 200 * 1024 * 1024
    """Size of a file as it lies on disk or in an archive."""
    unpacked_bytes: int = 400 * 1024 * 1024
    """Total size of the parts of one container (docx, xlsx) once unpacked."""
    part_bytes: int = 100 * 1024 * 1024
    """Size of one part once unpacked."""
    compression_ratio: int = 400
    """Unpacked to packed size of one part, looked at from one MiB unpacked upwards."""
    archive_entries: int = 100_000
    archive_depth: int = 3
    archive_bytes: int = 4 * 1024 * 1024 * 1024
    """Total size of the files of one archive once unpacked, archives inside it included."""
    characters: int = 5_000_000
    """Characters of text kept from one file."""
    paragraph_characters: int = 200_000
    """A longer paragraph is cut into pieces at sentence ends, and said so."""
    pages: int = 5_000
    cells: int = 3_000_000
    table_cells: int = 1_000_000
    """Grid positions of one table of a workbook; a larger one is left out, and said so."""
    nesting: int = 32
    """Depth of tables inside tables."""


DEFAULT_LIMITS = Limits()
