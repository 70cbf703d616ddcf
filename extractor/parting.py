"""Where one narrative of a file ends and the next begins: a covering letter with 附件1, 附件2, each a report.

A title begins a report only where chapters begin anew behind it and there is running text
in them: a cover, a table of contents, the heading of a chapter and the running header of
printed pages carry titles too, and a report torn in two would state half of its figures.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.document import Block, Paragraph
from extractor.prose.header import heads_report, is_bare_title, title_line

_LONGEST = 100
"""Characters, blanks among them, of a line that may be a title."""
_ABOVE = 3
"""Lines that a title may run over before the one that ends it."""
_NEAR = 12
"""Paragraphs behind a title among which the first chapter begins: names, dates and a preamble may precede."""
_SENTENCE = 40
_TEXT = 100
"""Characters in sentences without which a title has no report behind it."""
_NAMED = re.compile(r"(?:19|20)\d\d|[〇零○]|(?:报告|总结)$")
"""A heading 绩效自评情况 within a report has neither a year nor the word report."""
_CHAPTERS = (
    (re.compile(r"\s*(?:一\s*[、.．]|第一[部章])"), re.compile(r"\s*(?:二\s*[、.．]|第二[部章])")),
    (re.compile(r"\s*1\s*[、.．]\s*(?!\d)"), re.compile(r"\s*2\s*[、.．]\s*(?!\d)")),
)
"""How the first and the second chapter begin. Where there is 一、 a line with 1. stands within a chapter."""
_ATTACHED = re.compile(r"\s*附件?\s*[\d一二三四五六七八九十]{0,3}\s*[：:]?\s*$")


def parted(blocks: Sequence[Block]) -> list[Sequence[Block]]:
    """Return the blocks of each report of *blocks*, in order; all of them where there is one.

    What stands before the first title, a covering letter, belongs to the first report.
    """
    starts = list(_starts(blocks))
    bounds = [0, *starts[1:], len(blocks)]
    return [blocks[begin:end] for begin, end in pairwise(bounds)]


def _starts(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield where the reports begin."""
    titles = _titles(blocks)
    if len(titles) < 2:
        return
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    chapters = next((each for each in _CHAPTERS if any(map(each[0].match, lines))), None)
    for number, (begin, line) in enumerate(titles):
        end = titles[number + 1][0] if number + 1 < len(titles) else len(blocks)
        if chapters and _is_report(blocks[line + 1 : end], *chapters):
            yield begin


def _titles(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return where each title begins and where its last line is; a repeated one only once."""
    found: dict[str, tuple[int, int]] = {}
    for position, block in enumerate(blocks):
        line = _line(block)
        if line and heads_report(line):
            begin, title = _whole(blocks, position, line)
            if _NAMED.search(title):
                found.setdefault(title, (begin, position))
    return list(found.values())


def _whole(blocks: Sequence[Block], position: int, line: str) -> tuple[int, str]:
    """Return where the title that ends with *line* begins, and all of its words."""
    begin, title = position, line
    if is_bare_title(line):
        while begin and position - begin < _ABOVE and (above := title_line(_line(blocks[begin - 1]))):
            begin, title = begin - 1, above + title
    if begin and _ATTACHED.match(_line(blocks[begin - 1]) or "-"):
        begin -= 1
    return begin, title


def _line(block: Block) -> str:
    """Return a paragraph's text without blanks, nothing for a long one or a table."""
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST:
        return ""
    return re.sub(r"\s", "", block.text)


def _is_report(blocks: Sequence[Block], first: re.Pattern[str], second: re.Pattern[str]) -> bool:
    """Return whether chapters begin in *blocks* from the first, with sentences in them."""
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    begin = next((number for number, text in enumerate(lines[:_NEAR]) if first.match(text)), None)
    if begin is None or not any(map(second.match, lines[begin:])):
        return False
    return sum(len(text) for text in lines[begin:] if len(text) >= _SENTENCE) >= _TEXT
