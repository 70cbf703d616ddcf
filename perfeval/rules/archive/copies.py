"""Reports of different organizations in the same words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfeval.rules.archive.registry import (
    Archive,
    Filed,
    Found,
    archive_rule,
    finding,
    named,
    same_organization,
)

if TYPE_CHECKING:
    from perfeval.rules.archive.similar import Likeness

_QUOTED = 60


@archive_rule(
    "ARC701",
    severity="warning",
    zh="与另一单位的报告雷同",
    en="Text near-identical to another organization's",
)
def copies(archive: Archive) -> Iterator[Found]:
    """正文与另一个单位的报告近乎相同，模板用语除外。

    为什么重要
    自评应当写自己的工作。两个单位的正文几乎逐句相同，至少有一份没有写自己的情况，其中的
    成效与问题也就无从采信。

    示例
    甲局与乙局的报告，去掉数字、单位名称和各单位通用的句子之后，七成以上的用语相同，
    最长的一段一字不差。

    依据
    正文按四个汉字一组比较；三个以上（或百分之二以上）单位都用的，视为模板或行话，不算。
    其余的用 MinHash 找出相近的，再逐组核对相同的比例：单位不少于二十个时四成，不足时七成。

    已知的误报
    同一主管部门替下属单位统一撰写的报告；名称互相包含的单位（本级与全系统）不比较。
    """
    from perfeval.rules.archive.similar import alike

    reports = {report.id: report for report in archive.reports}
    for pair in alike(archive.texts):
        first, second = reports[pair.first], reports[pair.second]
        if same_organization(first.organization or "", second.organization or ""):
            continue
        yield _copy(archive, first, second, pair)
        yield _copy(archive, second, first, pair)


def _copy(archive: Archive, report: Filed, other: Filed, pair: "Likeness") -> Found:
    per_cent = int(pair.share * 100)
    quoted = _short(pair.passage)
    return finding(
        archive,
        "ARC701",
        zh=f"正文与{other.organization}的报告（{other.place}）近乎相同：除去数字、名称和通用的句子，"
        f"相同的用语占 {per_cent}%" + (f"；相同的最长一段是“{quoted}”" if quoted else ""),
        en=f"The text is near-identical to that of {other.organization} ({other.place}): without figures, "
        f"names and common sentences they share {per_cent}% of their wording"
        + (f"; the longest shared passage is “{quoted}”" if quoted else ""),
        sha256=report.sha256,
        report=report.id,
        key=[named(report.organization), named(other.organization), report.id, other.id],
        where={"evidence": pair.passage},
    )


def _short(passage: str | None) -> str:
    if passage is None or len(passage) <= _QUOTED:
        return passage or ""
    return passage[:_QUOTED] + "…"
