"""What was submitted twice, and what was not submitted at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from perfeval.rules.archive.registry import Archive, Filed, Found, archive_rule, finding, named
from perfeval.rules.archive.roster import Expected

_NAMED = 5


@archive_rule("ARC704", severity="warning", zh="重复报送或缺报", en="Submitted twice, or missing")
def submitted(archive: Archive) -> Iterator[Found]:
    """同一文件或同一份报告报送了不止一次，或者名单上的报告没有报送。

    为什么重要
    重复的报告使汇总重复计算；同一报告的两个版本，数字以哪一份为准必须问清；缺报的单位不在
    任何统计里，不核对名单就看不见。

    示例
    “报告.docx”与“副本/报告.docx”逐字节相同；同一单位同一项目同一年度的报告有两个文件，数字
    不同；名单上有某局，库中没有它的报告。

    依据
    文件按内容的 SHA-256 比较；报告按单位、项目、年度、种类比较，写全了这几项的才比较。名单是
    带表头的 CSV（--roster），单位、年度、项目各列按表头的字认出；名单上没有写的不要求。

    已知的误报
    同一内容另存为另一格式只记备注。一个项目由多个单位分别填报而只写项目主管单位的，会当作
    同一份报告；名单上的单位用了简称而报告用全称的，按缺报处理，除非一个名称包含另一个。
    """
    yield from _same_bytes(archive)
    yield from _same_report(archive)
    yield from _missing(archive)


def _same_bytes(archive: Archive) -> Iterator[Found]:
    for sha256, places in sorted(archive.places.items()):
        if len(places) > 1:
            listed = _listed(places)
            yield finding(
                archive,
                "ARC704",
                zh=f"内容逐字节相同的文件有 {len(places)} 个：{listed}",
                en=f"{len(places)} files have the same bytes: {listed}",
                sha256=sha256,
                key=["bytes", sha256],
            )


def _same_report(archive: Archive) -> Iterator[Found]:
    together: dict[tuple[object, ...], dict[str, Filed]] = defaultdict(dict)
    for report in archive.reports:
        if report.key is not None and report.year is not None:
            together[(*report.key, report.year)].setdefault(report.sha256, report)
    for same in together.values():
        if len(same) > 1:
            figures = {report.id: _figures(archive, report) for report in same.values()}
            for report in same.values():
                others = [other for other in same.values() if other is not report]
                equal = all(figures[other.id] == figures[report.id] for other in others)
                yield _again(archive, report, others, equal=equal)


def _again(archive: Archive, report: Filed, others: Sequence[Filed], *, equal: bool) -> Found:
    copies = equal and len({report.format, *(other.format for other in others)}) == len(others) + 1
    listed = _listed(other.place for other in others)
    if copies:
        zh, en = f"同一份报告的另一格式：{listed}", f"The same report in another format: {listed}"
    elif equal:
        zh = f"同一单位、项目、年度的报告另有 {len(others)} 个文件，数字相同：{listed}"
        en = f"The report was submitted in {len(others)} other files with the same figures: {listed}"
    else:
        zh = (
            f"同一单位、项目、年度的报告另有 {len(others)} 个文件，数字不尽相同：{listed}；请核实以哪一份为准"
        )
        en = f"Submitted in {len(others)} more files with other figures: {listed}; which one counts?"
    return finding(
        archive,
        "ARC704",
        zh=zh,
        en=en,
        sha256=report.sha256,
        report=report.id,
        severity="info" if copies else None,
        key=["again", *(report.key or ()), str(report.year), *sorted(other.sha256 for other in others)],
    )


def _figures(archive: Archive, report: Filed) -> tuple[object, ...]:
    amounts = {figure.yuan for figure in archive.budgets(report.id)}
    return report.score, frozenset(amounts), len(archive.indicators(report.id))


def _missing(archive: Archive) -> Iterator[Found]:
    there: dict[str, list[Filed]] = defaultdict(list)
    for report in archive.reports:
        there[named(report.organization)].append(report)
    for expected in archive.roster or ():
        if not any(_fits(report, expected) for report in _of(expected, there)):
            wanted = " ".join(_asked(expected))
            yield finding(
                archive,
                "ARC704",
                zh=f"名单第 {expected.line} 行：库中没有{wanted}的报告",
                en=f"Line {expected.line} of the roster: there is no report of {wanted}",
                sha256=archive.roster_hash,
                key=["missing", expected.organization, expected.project, str(expected.year)],
                where={"evidence": expected.text, "table_row": expected.line - 1},
            )


def _of(expected: Expected, there: dict[str, list[Filed]]) -> Iterator[Filed]:
    """Yield the reports that may be the organization's: one name is the other or within it."""
    wanted = named(expected.organization)
    for name, reports in there.items():
        if name and (name in wanted or wanted in name):
            yield from reports


def _fits(report: Filed, expected: Expected) -> bool:
    if expected.year is not None and report.year not in (expected.year, None):
        return False
    wanted, project = named(expected.project), named(report.project)
    return not wanted or (bool(project) and (wanted in project or project in wanted))


def _asked(expected: Expected) -> Iterator[str]:
    yield expected.organization
    if expected.project:
        yield expected.project
    if expected.year is not None:
        yield f"{expected.year}年度"


def _listed(places: Iterable[str]) -> str:
    """Return the first of *places*, and how many more there are."""
    ordered = sorted(places)
    more = f"…（共 {len(ordered)} 个）" if len(ordered) > _NAMED else ""
    return "、".join(ordered[:_NAMED]) + more
