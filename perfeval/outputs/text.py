"""What was found, for a reader at a screen: the conclusion first, then every finding."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.errors import Language
from extractor.evidence import Evidence
from extractor.records import Report
from perfeval.findings import SEVERITIES, Coverage, Finding, Range, Verification, VerifiedReport
from perfeval.outputs.layout import Style, clean
from perfeval.outputs.words import KIND, place, say, severity
from perfeval.rules.wording import plain

_QUOTE, _NAME, _MESSAGE = 60, 120, 1200
"""Characters of a quote, of a name and of a message that are shown; JSON holds all of them."""
_UNUSED, _LOST, _LABEL = 12, 6, 20
"""Figures not used and items that lost points that are listed; characters of a label in a list."""


def text_chunks(
    verifications: Iterable[Verification | None], style: Style, language: Language = "zh"
) -> Iterator[str]:
    """Yield one text a file and a closing summary; ``None`` stands for an unreadable input."""
    files = unreadable = accepted = 0
    totals: Counter[str] = Counter()
    for verification in verifications:
        if verification is None:
            unreadable += 1
            continue
        files += 1
        accepted += len(verification.suppressed)
        totals.update(dict(verification.summary))
        yield "\n".join(file_lines(verification, style, language)) + "\n\n"
    if files:
        left_out = _left_out(accepted, language)
        note = say(language, f"（{left_out}）", f" ({left_out})") if accepted else ""
        yield summary_line(files, unreadable, totals, language) + note + "\n"


def file_lines(verification: Verification, style: Style, language: Language = "zh") -> Iterator[str]:
    """Yield the lines of one file."""
    source = verification.source
    about = [source.format]
    if source.pages:
        about.append(say(language, f"{source.pages}页", f"{source.pages} pages"))
    separator = say(language, "，", ", ")
    yield style.paint(clean(source.name), "strong") + say(
        language, f"（{separator.join(about)}）", f" ({separator.join(about)})"
    )
    yield from style.paragraph(_standard(verification, language), 2, 4)
    several = len(verification.reports) > 1
    found = [verification.findings, *(verified.findings for verified in verification.reports)]
    codes = {finding.fingerprint: finding.code for findings in found for finding in findings}
    if not verification.reports:
        yield "  " + say(language, "没有找到自评报告或自评表", "no self-evaluation report or form was found")
    for number, verified in enumerate(verification.reports, 1):
        yield from _report(verified, number if several else None, codes, style, language)
    if verification.findings:
        yield ""
        yield "  " + say(language, "各报告之间", "across the reports")
        yield from _findings(verification.findings, codes, style, language)
    if accepted := len(verification.suppressed):
        yield ""
        yield "  " + _left_out(accepted, language)
    for warning in verification.warnings:
        yield from style.paragraph(say(language, "读取提示：", "reading: ") + warning.message, 2, 4)


def _standard(verification: Verification, language: Language) -> str:
    """Return which standard the file was held against and why."""
    said = say(language, f"评分标准 {verification.standard}", f"standard {verification.standard}")
    if verification.standard_reason:
        said += say(language, f"：{verification.standard_reason}", f": {verification.standard_reason}")
    return said


def summary_line(files: int, unreadable: int, totals: Counter[str], language: Language = "zh") -> str:
    """Return the closing line: files read, files not readable, findings of each severity."""
    counts = _counts(totals, language)
    if language == "en":
        missing = f", {unreadable} unreadable" if unreadable else ""
        return f"{files} file(s) verified{missing}; {counts}"
    missing = f"，{unreadable} 个无法读取" if unreadable else ""
    return f"共核验 {files} 个文件{missing}；{counts}"


def _left_out(number: int, language: Language) -> str:
    return say(language, f"已按基线略去 {number} 项", f"{number} left out by the baseline")


def _counts(totals: Counter[str], language: Language) -> str:
    named = [f"{severity(name, language)} {totals[name]}" for name in SEVERITIES if totals[name]]
    return say(language, "，", ", ").join(named) or say(language, "没有发现问题", "no findings")


def _report(
    verified: VerifiedReport, number: int | None, codes: Mapping[str, str], style: Style, language: Language
) -> Iterator[str]:
    report = verified.report
    mark = "" if number is None else f"[{number}] "
    inner = 2 + len(mark)
    title = report.title or report.project or report.organization or say(language, *KIND[report.kind])
    yield from style.paragraph(mark + _cut(title, _NAME), 2, inner)
    yield from style.paragraph(_identity(report, language), inner)
    yield from style.paragraph(_conclusion(verified, language), inner)
    for line in _points(verified, language):
        yield from style.paragraph(line, inner, inner + 2)
    yield from style.paragraph(_coverage(verified.coverage, language), inner)
    reasons: dict[str, list[str]] = {}
    for skipped in verified.coverage.checks_skipped:
        reasons.setdefault(skipped.reason, []).append(skipped.code)
    for reason, unrun in reasons.items():
        unchecked = say(language, "未检查", "not checked")
        yield from style.paragraph(f"{unchecked} {' '.join(unrun)}: {reason}", inner + 2, inner + 4)
    if report.figures.unused:
        for line in style.paragraph(_unused(report.figures.unused, language), inner + 2, inner + 4):
            yield style.paint(line, "quiet")
    counts = _counts(Counter(finding.severity for finding in verified.findings), language)
    yield from style.paragraph(say(language, f"结论：{counts}", f"Result: {counts}"), inner)
    yield from _findings(verified.findings, codes, style, language)


def _identity(report: Report, language: Language) -> str:
    parts = [say(language, *KIND[report.kind])]
    if report.organization:
        name = _cut(report.organization, _NAME)
        parts.append(say(language, f"单位 {name}", f"organization {name}"))
    if report.project:
        name = _cut(report.project, _NAME)
        parts.append(say(language, f"项目 {name}", f"project {name}"))
    parts.append(
        say(language, f"{report.fiscal_year}年度", f"fiscal year {report.fiscal_year}")
        if report.fiscal_year
        else say(language, "年度未注明", "year not stated")
    )
    return " · ".join(parts)


def _conclusion(verified: VerifiedReport, language: Language) -> str:
    report, recomputed = verified.report, verified.recomputed
    parts: list[str] = []
    if report.score:
        full = f"/{report.score.full:f}" if report.score.full is not None else ""
        parts.append(
            say(language, f"自评得分 {report.score.total:f}{full}", f"score {report.score.total:f}{full}")
        )
    else:
        parts.append(say(language, "自评得分未注明", "score not stated"))
    if report.grade:
        parts.append(say(language, f"等级 {report.grade.label}", f"grade {report.grade.label}"))
    else:
        parts.append(say(language, "等级未注明", "grade not stated"))
    if recomputed.score:
        span = _span(recomputed.score)
        parts.append(say(language, f"复算得分 {span}", f"recomputed {span}"))
    if recomputed.grade and recomputed.grade.possible:
        possible = say(language, "或", " or ").join(recomputed.grade.possible)
        parts.append(say(language, f"复算等级 {possible}", f"recomputed grade {possible}"))
    return say(language, "，", ", ").join(parts)


def _points(verified: VerifiedReport, language: Language) -> Iterator[str]:
    """Yield the blocks of the score recomputed, and by which formula points were lost."""
    recomputed = verified.recomputed
    if not recomputed.blocks:
        return
    blocks = [(block.label, block.score, block.stated, block.weight) for block in recomputed.blocks]
    if recomputed.execution is not None:
        found = recomputed.execution
        rate = say(language, "预算执行率", "execution rate")
        blocks.insert(0, (rate, found.score, found.stated, found.full))
    listed = []
    for label, score, stated, weight in blocks:
        name = _cut(label or say(language, "指标", "indicators"), _LABEL)
        wrote = say(language, f"（所写 {stated:f}）", f" (stated {stated:f})") if stated is not None else ""
        listed.append(f"{name} {_span(score)}/{weight:f}{wrote}")
    line = say(language, "各块复算：", "recomputed: ") + say(language, "，", ", ").join(listed)
    if recomputed.note and recomputed.score:
        line += say(language, "；", "; ") + recomputed.note
    yield line
    lost = [
        f"{_cut(item.name, _LABEL)} {item.score:f}/{item.weight:f} {found.formula_text}"
        for item, found in zip(verified.report.indicators, recomputed.indicators, strict=True)
        if item.score is not None and item.weight is not None and item.score < item.weight
        if found.formula_text
    ]
    if lost:
        more = len(lost) - _LOST
        rest = say(language, f"，另有 {more} 项", f", and {more} more") if more > 0 else ""
        yield (
            say(language, "扣分与公式：", "points lost: ")
            + say(language, "，", ", ").join(lost[:_LOST])
            + rest
        )


def _span(score: Range) -> str:
    """Return points as one number, or from the lowest to the highest, to two decimals."""
    low, high = plain(score.low), plain(score.high)
    return low if low == high else f"{low}～{high}"


def _coverage(coverage: Coverage, language: Language) -> str:
    line = say(
        language,
        f"见到数字 {coverage.figures} 个，采用 {coverage.used} 个；执行检查 {coverage.checks_run} 项",
        f"{coverage.figures} figures seen, {coverage.used} used; {coverage.checks_run} checks run",
    )
    if skipped := len(coverage.checks_skipped):
        line += say(language, f"，{skipped} 项无法检查", f", {skipped} could not be")
    return line


def _unused(unused: Sequence[Evidence], language: Language) -> str:
    """Return the figures seen and not used, with their places: what nobody has checked."""
    shown: dict[str, list[str]] = {}
    for evidence in unused[:_UNUSED]:
        shown.setdefault(place(evidence, language), []).append(f"「{_cut(clean(evidence.text))}」")
    listed = say(language, "，", ", ").join(where + "".join(texts) for where, texts in shown.items())
    more = len(unused) - _UNUSED
    rest = say(language, f"，另有 {more} 个", f", and {more} more") if more > 0 else ""
    return say(language, "未采用: ", "not used: ") + listed + rest


def _findings(
    findings: Iterable[Finding], codes: Mapping[str, str], style: Style, language: Language
) -> Iterator[str]:
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    for finding in ordered:
        yield ""
        label = style.paint(severity(finding.severity, language), finding.severity)
        yield f"  {label} {finding.code} {clean(finding.title)}"
        figures = [
            say(language, zh, en) + clean(value)
            for zh, en, value in (
                ("报告所写 ", "stated ", finding.stated),
                ("复算 ", "recomputed ", finding.recomputed),
            )
            if value is not None
        ]
        if figures:
            yield from style.paragraph(say(language, "；", "; ").join(figures), 5)
        yield from style.paragraph(_cut(finding.message, _MESSAGE), 5)
        if finding.related:
            yield from style.paragraph(_same_cause(finding, codes, language), 5)
        quotes: dict[str, list[str]] = {}
        for evidence in finding.evidence:
            quotes.setdefault(place(evidence, language), []).append(f"「{_cut(clean(evidence.text))}」")
        for where, texts in quotes.items():
            for line in style.paragraph(where + "".join(dict.fromkeys(texts)), 5, 7):
                yield style.paint(line, "quiet")


def _same_cause(finding: Finding, codes: Mapping[str, str], language: Language) -> str:
    """Return the line that names the findings one figure explains together with this one."""
    counted = Counter(codes[mark] for mark in finding.related if mark in codes)
    named = [code if number == 1 else f"{code}×{number}" for code, number in sorted(counted.items())]
    return say(language, f"同一原因：见 {'、'.join(named)}", f"same cause: see {', '.join(named)}")


def _cut(text: str, longest: int = _QUOTE) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
