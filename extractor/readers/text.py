"""The reader of plain text: lines to paragraphs, tables and pages.

Normally a line is a paragraph. Text that was wrapped at a fixed width is rejoined, and
lines of tab-separated or ``|``-separated fields become tables. ``Paragraph.origin``
counts in the decoded text of the whole file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.errors import LimitExceeded
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.assembly import Assembly, GridCell
from extractor.readers.encoding import decode
from extractor.readers.residue import Origin, clean, concatenate, cut, shift, strip
from extractor.readers.wrapping import Wrapping, find_wrapping

_ATX_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(?=[^\s#])")
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]{1,6}[0-9]{1,4}[-—–－·\s]{1,6}|第\s?[0-9]{1,4}\s?页[\s,，/／]{0,3}(?:共\s?[0-9]{1,4}\s?页)?"
)
_DELIMITER_FIELD = re.compile(r"\s*:?-{2,}:?\s*")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_LABEL_FIELD = re.compile(r"\s*[（(]?[0-9一二三四五六七八九十]{1,4}[)）、.．]?\s*|[①-⒛]")


@dataclass(slots=True)
class _Line:
    """One line: its characters without the line end, its place in the file, its page."""

    raw: str
    start: int
    page: int | None


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document in *data*; raises UnreadableFile or LimitExceeded."""
    if len(data) > 4 * limits.characters:
        raise LimitExceeded("limit", file=name, detail=f"正文超过 {limits.characters} 字")
    text = decode(data).text
    assembly = Assembly(limits)
    pages = _assemble(text, assembly)
    return assembly.document(data, name, "txt", pages)


def _assemble(text: str, assembly: Assembly) -> int | None:
    if len(text) > assembly.limits.characters:
        raise LimitExceeded("limit", detail=f"正文超过 {assembly.limits.characters} 字")
    lines, pages = _lines(text)
    wrapping = find_wrapping([line.raw for line in lines])
    index = no_table_before = 0
    while index < len(lines):
        raw = lines[index].raw
        if index >= no_table_before and ("\t" in raw or "|" in raw):
            end = _run_end(lines, index)
            if _table(lines[index:end], assembly):
                index = end
                continue
            # Looked at once: the lines of a run that is no table are not looked at again.
            no_table_before = end
        index += _paragraph(lines, index, wrapping, assembly)
    return pages


def _lines(text: str) -> tuple[list[_Line], int | None]:
    """Return the lines that hold anything or part paragraphs, and the number of pages if marked."""
    paged = "\f" in text
    page = 1
    last = 1
    start = 0
    lines: list[_Line] = []
    for printed in text.splitlines(keepends=True):
        raw = printed.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(_Line(raw, start, page if paged else None))
        if raw and not raw.isspace():
            last = page
        start += len(printed)
        if printed.endswith("\f"):
            page += 1
    return lines, last if paged else None


def _paragraph(lines: Sequence[_Line], index: int, wrapping: Wrapping | None, assembly: Assembly) -> int:
    """Add the paragraph that begins at *index*; return how many lines it took."""
    first = lines[index]
    text, origin = _cleaned(first)
    if not text:
        return 1
    if len(text) < 24 and _PAGE_NUMBER.fullmatch(text):
        assembly.aside(text, origin, page=first.page, kind="footer")
        return 1
    heading = None
    if mark := _ATX_HEADING.match(text):
        heading = len(mark[1])
        text, origin = strip(*cut(text, origin, [(0, mark.end())]))
    if wrapping is None or heading:
        assembly.paragraph(text, origin, page=first.page, heading=heading)
        return 1
    pieces = [(text, origin)]
    breaks: list[tuple[int, int]] = []
    length, page, taken = len(text), first.page, 1
    while wrapping.continues(lines, index + taken - 1):
        following = lines[index + taken]
        taken += 1
        text, origin = _cleaned(following)
        if not text:
            continue
        if len(text) < 24 and _PAGE_NUMBER.fullmatch(text):
            assembly.aside(text, origin, page=following.page, kind="footer")
            continue
        if glue := _glue(pieces[-1][0], text):
            pieces.append((glue, ((0, following.start - 1),)))
            length += len(glue)
        if following.page != page and following.page is not None:
            breaks.append((length, following.page))
            page = following.page
        pieces.append((text, origin))
        length += len(text)
    text, origin = concatenate(pieces)
    assembly.paragraph(text, origin, page=first.page, page_breaks=tuple(breaks))
    return taken


def _cleaned(line: _Line) -> tuple[str, Origin]:
    text, origin = strip(*clean(line.raw))
    return text, shift(origin, line.start)


def _glue(before: str, after: str) -> str:
    """Return what stands for the line end: a space between Latin words, nothing in Chinese."""
    latin = before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalpha()
    return " " if latin else ""


def _run_end(lines: Sequence[_Line], index: int) -> int:
    """Return the end of the run of lines, on one page, that are separated as line *index* is."""
    separator = "\t" if "\t" in lines[index].raw else "|"
    page = lines[index].page
    end = index + 1
    while end < len(lines) and separator in lines[end].raw and lines[end].page == page:
        end += 1
    return end


def _table(run: Sequence[_Line], assembly: Assembly) -> bool:
    """Add the table that *run* makes, if it makes one."""
    if "\t" in run[0].raw:
        rows = [line.raw.rstrip().split("\t") for line in run]
    else:
        rows = [_pipe_fields(line.raw) for line in run]
        delimited = [row for row in rows if not _is_delimiter(row)]
        if len(delimited) == len(rows) and not all(line.raw.lstrip().startswith("|") for line in run):
            return False
        rows = delimited
    while rows and all(len(row) > 1 and not row[0].strip() for row in rows):
        rows = [row[1:] for row in rows]
    width = max(map(len, rows), default=0)
    # Editors strip trailing tabs, so shorter rows belong; one long row alone proves nothing.
    if width < 2 or sum(len(row) == width for row in rows) < 2:
        return False
    if width == 2 and all(_LABEL_FIELD.fullmatch(row[0]) for row in rows):
        return False
    assembly.reserve(len(rows), width)
    cells = [
        GridCell(strip(*clean(row[column] if column < len(row) else ""))[0], number, column)
        for number, row in enumerate(rows)
        for column in range(width)
    ]
    assembly.table(cells, len(rows), width, page=run[0].page)
    return True


def _pipe_fields(raw: str) -> list[str]:
    inner = raw.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [field.replace("\\|", "|") for field in _UNESCAPED_PIPE.split(inner)]


def _is_delimiter(fields: Sequence[str]) -> bool:
    return all(_DELIMITER_FIELD.fullmatch(field) for field in fields)
