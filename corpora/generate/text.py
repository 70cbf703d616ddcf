"""Writes a source as plain text, as people save it: hard wraps, tabs, legacy encodings."""

from collections.abc import Iterator
from typing import Any

from corpora.generate.source import Block, Source

CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the text file.

    Options: ``encoding`` (utf-8), ``wrap`` (characters a line, none), ``indent`` (of
    paragraphs, none), ``newline`` (``\\n``), ``blank`` (an empty line between blocks).
    """
    lines: list[str] = []
    for block in source.blocks:
        for line in _lines(block, options.get("indent", "")):
            lines.extend(_wrapped(line, options.get("wrap", 0)))
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


def _wrapped(line: str, width: int) -> list[str]:
    if not width or "\t" in line:
        return [line]
    return [line[i : i + width] for i in range(0, len(line), width)] or [line]
