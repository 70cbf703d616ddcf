"""Writes a source as plain text, as people save it: hard wraps, tabs, legacy encodings."""

from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from corpora.generate.source import Block, Source

CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the text file.

    Options: ``encoding`` (utf-8), ``wrap`` (characters a line, none), ``columns`` (columns
    a line, two for a Chinese character, none), ``indent`` (of paragraphs, none),
    ``newline`` (``\\n``), ``blank`` (an empty line between blocks).
    """
    lines: list[str] = []
    for block in source.blocks:
        for line in _lines(block, options.get("indent", "")):
            lines.extend(_wrapped(line, options))
        if options.get("blank"):
            lines.append("")
    newline: str = options.get("newline", "\n")
    encoding: str = options.get("encoding", "utf-8")
    return (newline.join(lines).rstrip(newline) + newline).encode(encoding)


def _lines(block: Block, indent: str) -> Iterator[str]:
    if block.kind == "table":
        for row in block.rows:
            yield "\t".join("" if cell in "<^" else cell.replace("\\n", "") for cell in row)
    elif block.kind == "note":
        yield f"{CIRCLED[0]} {block.text}"
    elif block.kind == "title":
        yield block.text
    elif block.kind != "break":
        yield indent + block.printed


def _wrapped(line: str, options: dict[str, Any]) -> list[str]:
    limit = options.get("wrap") or options.get("columns")
    if not limit or "\t" in line:
        return [line]
    lines = [""]
    filled = 0
    for char in line:
        width = 2 if "columns" in options and east_asian_width(char) in "WFA" else 1
        if filled + width > limit:
            lines.append("")
            filled = 0
        lines[-1] += char
        filled += width
    return lines
