"""A stretch of prose with its figures, sentences and section, ready to be read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.document import Paragraph, Quotable
from extractor.evidence import Evidence
from extractor.language.quantity import Figure, scan
from extractor.language.units import dimension
from extractor.prose.outline import Section, sections
from extractor.records import FiguresSeen, Quantity, Term

_MONEY_UNIT = re.compile(
    r"(?:金额|货币|计量)?\s*单位\s*(?:均?为)?\s*[:：]?\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元)"
)
_THIS_PARAGRAPH = re.compile(r"本段|下段|上段|以下两段")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?[”’）)]*")


@dataclass(slots=True)
class Passage:
    """One paragraph (or cell) as the prose extractors see it.

    ``used`` collects the indices of the figures that ended in a record; what is left at
    the end is what coverage reports as seen and not understood.
    """

    source: Quotable
    text: str
    section: Section
    figures: list[Figure]
    used: set[int] = field(default_factory=set)
    roles: dict[int, str] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for ``text[start:end]``."""
        return self.source.evidence(start, end)

    def quantity(self, index: int) -> Quantity:
        """Return figure *index* as a record."""
        return self.figures[index].quantity(self.text)

    def term(self, index: int, label: str) -> Term:
        """Return figure *index* as a labelled term and mark it used."""
        self.used.add(index)
        return Term(label=label, quantity=self.quantity(index), evidence=self.place(index))

    def place(self, index: int) -> Evidence:
        """Return the evidence for figure *index*."""
        figure = self.figures[index]
        return self.evidence(figure.start, figure.end)

    def target(self, index: int) -> Quantity:
        """Return figure *index* as a target: a number without a comparator asks for just that number."""
        wanted = self.quantity(index)
        if self.roles.get(index) == "restated" and wanted.comparator in ("<", ">"):
            # 高于95%的目标: what was done is higher, the target is 95 %.
            wanted = wanted.model_copy(update={"comparator": None})
        if wanted.comparator is None and wanted.kind == "number":
            return wanted.model_copy(update={"comparator": "="})
        return wanted

    def claim(self, start: int, end: int, role: str) -> None:
        """Mark the figures whose number begins inside [start, end) used, in *role* where they have none."""
        inside = self.within(start, end)
        # A sign or word that bounds a figure (≥, 不低于) may stand before *start*.
        for index in range(max(0, inside.start - 1), inside.stop):
            if start <= self.figures[index].number_start < end:
                self.used.add(index)
                self.roles.setdefault(index, role)

    def used_spans(self) -> list[tuple[int, int]]:
        """Return where the figures stand that ended in a record."""
        return [(self.figures[index].start, self.figures[index].end) for index in sorted(self.used)]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each sentence."""
        for match in _SENTENCE.finditer(self.text):
            yield match.start(), match.end()

    def within(self, start: int, end: int) -> range:
        """Return the indices of the figures that begin inside [start, end)."""
        if not self._starts and self.figures:
            self._starts = [figure.start for figure in self.figures]
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))


def clause_start(text: str, at: int, floor: int, marks: str) -> int:
    """Return where the clause that holds *at* begins: behind the last of *marks* in [floor, at)."""
    begin = floor
    for mark in marks:
        begin = max(begin, text.rfind(mark, begin, at) + 1)
    return begin


def money_unit(text: str) -> str | None:
    """Return the money unit that *text* declares for what follows (金额单位：万元)."""
    declared = _declared(text)
    return declared[1] if declared else None


def _declared(text: str) -> re.Match[str] | None:
    return _MONEY_UNIT.search(text) if "单位" in text else None


def passages(
    paragraphs: Iterable[Paragraph], *, year: int | None = None, captions: frozenset[int] = frozenset()
) -> list[Passage]:
    """Return the paragraphs as passages, bare amounts read in the money unit declared before them.

    *captions* are the blocks that declare a unit for a table only.
    """
    result: list[Passage] = []
    unit: str | None = None
    left = -1
    for paragraph, section in sections(paragraphs):
        declared = _declared(paragraph.text) if paragraph.block not in captions else None
        if declared:
            unit = declared[1]
            # "本段及下段" says how far it holds; otherwise a declaration holds until the next.
            left = (
                2
                if _THIS_PARAGRAPH.search(paragraph.text[max(0, declared.start() - 12) : declared.end()])
                else -1
            )
        figures = scan(paragraph.text, money_unit=unit, year=year) if _has_figure(paragraph.text) else []
        result.append(Passage(paragraph, paragraph.text, section, figures))
        if left > 0 and not section.is_heading:
            left -= 1
            if not left:
                unit = None
    return result


_DIGIT = re.compile(r"[0-9０-９一二三四五六七八九十百千两半壹贰叁肆伍陆柒捌玖拾佰仟]")


def _has_figure(text: str) -> bool:
    return _DIGIT.search(text) is not None


def figures_seen(prose: Iterable[Passage]) -> FiguresSeen:
    """Count the numbers with a unit and those that ended in a record."""
    seen = used = 0
    unused = []
    for passage in prose:
        for index, figure in enumerate(passage.figures):
            if figure.kind != "number" or figure.unit is None or dimension(figure.unit) == "number":
                continue
            seen += 1
            if index in passage.used:
                used += 1
            else:
                unused.append(passage.evidence(figure.start, figure.end))
    return FiguresSeen(seen=seen, used=used, unused=unused)
