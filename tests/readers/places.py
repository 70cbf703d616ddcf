"""Checking that characters stand where their origin says."""

from extractor.readers.residue import source_offset


def matches(text: str, origin: tuple[tuple[int, int], ...], source: str) -> bool:
    """Return whether every character stands in *source* where its origin says."""
    places = [source_offset(origin, index) for index in range(len(text))]
    return places == sorted(set(places)) and all(
        source[place] == kept or (kept == " " and source[place].isspace())
        for kept, place in zip(text, places, strict=True)
    )
