"""The scores as a table, the differences as lines, and both as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from perfeval.evaluate.score import FAMILIES, DocumentScore, Item, Tally
from perfeval.outputs.layout import clean, columns, pad
from perfeval.outputs.words import place

TITLES = {
    "reports": "报告", "header": "表头", "budgets": "预算", "rates": "执行率", "indicators": "指标",
    "values": "指标值", "points": "分值得分", "conclusion": "结论", "grade_scale": "等级标准",
    "findings": "发现",
}  # fmt: skip

VERDICTS = {"missed": "遗漏", "spurious": "多出", "wrong": "不符"}


def totals(scores: Iterable[DocumentScore]) -> dict[str, Tally]:
    """Return the tallies of all documents added up, a family at a time."""
    result = {family: Tally() for family in FAMILIES}
    for score in scores:
        for family, tally in score.tallies.items():
            result[family].add(tally)
    return result


def overall_f1(tallies: dict[str, Tally]) -> float:
    """Return the mean F1 of the families that have anything to judge; 0 where none has."""
    values = [tally.f1 for tally in tallies.values() if tally.f1 is not None]
    return sum(values) / len(values) if values else 0.0


def lines(
    scores: Sequence[DocumentScore], *, show: bool, by_format: bool, by_document: bool
) -> Iterator[str]:
    """Yield the report: every difference if *show*, then tables, the overall one last."""
    if show:
        for score in scores:
            yield from _differences(score)
    if by_document:
        for score in scores:
            yield from _table(f"{score.name}", [score])
            yield ""
    if by_format:
        for kind in sorted({score.format for score in scores}):
            chosen = [score for score in scores if score.format == kind]
            yield from _table(f"{kind}（{len(chosen)} 个文件）", chosen)
            yield ""
    yield from _table(f"全部（{len(scores)} 个文件）", scores)


def as_json(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return scores and differences as JSON types; rates are rounded to four decimals."""
    return {
        "overall": _block(scores),
        "formats": {
            kind: _block([score for score in scores if score.format == kind])
            for kind in sorted({score.format for score in scores})
        },
        "documents": [
            {
                "name": score.name,
                "format": score.format,
                **_block([score]),
                "differences": [_item(item) for item in score.items],
                "noise": score.noise,
            }
            for score in scores
        ],
    }


def _block(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    tallies = totals(scores)
    return {
        "families": {
            family: {
                "right": tally.right,
                "spurious": tally.spurious,
                "missed": tally.missed,
                "precision": _rounded(tally.precision),
                "recall": _rounded(tally.recall),
                "f1": _rounded(tally.f1),
            }
            for family, tally in tallies.items()
        },
        "mean_f1": _rounded(overall_f1(tallies)),
        "noise_per_document": _rounded(_noise(scores)),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "family": item.family,
        "verdict": item.verdict,
        "expected": item.expected or None,
        "found": item.found or None,
        "evidence": item.evidence.model_dump() if item.evidence else None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _noise(scores: Sequence[DocumentScore]) -> float:
    return sum(len(score.noise) for score in scores) / len(scores) if scores else 0.0


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _table(title: str, scores: Sequence[DocumentScore]) -> Iterator[str]:
    tallies = totals(scores)
    yield title
    header = ("", "准确率", "召回率", "F1", "正确", "多出", "遗漏")
    rows = [header] + [
        (
            TITLES[family],
            _percent(tally.precision),
            _percent(tally.recall),
            _percent(tally.f1),
            str(tally.right),
            str(tally.spurious),
            str(tally.missed),
        )
        for family, tally in tallies.items()
    ]
    widths = [max(columns(row[index]) for row in rows) for index in range(len(header))]
    for row in rows:
        first, *rest = row
        cells = (" " * (width - columns(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True))
        yield "  " + pad(first, widths[0]) + "  " + "  ".join(cells)
    yield f"  平均 F1 {overall_f1(tallies):.1%}；每份文件的杂音 {_noise(scores):.1f} 条"


def _differences(score: DocumentScore) -> Iterator[str]:
    if not score.items and not score.noise:
        return
    yield score.name
    for item in score.items:
        parts = [part for part in (item.expected, item.found) if part]
        line = f"  {VERDICTS[item.verdict]} {TITLES[item.family]}：{clean(' → '.join(parts))}"
        if item.evidence:
            line += f"  {place(item.evidence)}「{clean(item.evidence.text)}」"
        yield line
    for noise in score.noise:
        yield f"  杂音：{clean(noise)}"
    yield ""
