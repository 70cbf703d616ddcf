"""Lines about files, with the name they begin with and without: equal contents have equal words."""

from extractor.errors import printable


def named(place: str, words: str) -> str:
    """Return *words* about a file as a line that names its *place*."""
    if words.startswith(("（", "(")):  # A place within the file.
        return f"{printable(place)}{' ' if words[0] == '(' else ''}{words}"
    return f"{printable(place)}{'：' if not words.isascii() else ': '}{words}"


def unnamed(line: str, name: str) -> str:
    """Return *line* without the *name* of the file it begins with."""
    return line.removeprefix(printable(name)).lstrip("：: ")
