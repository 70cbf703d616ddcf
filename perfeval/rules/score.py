"""Points (分值, 得分) of a form against each other: weights, scores, levels, the total."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import Indicator, ScorePart
from extractor.tables.headers import heading
from perfeval.findings import Finding, Severity
from perfeval.interval import Interval, total
from perfeval.recompute.points import exact_weight, finest_step, stated_points
from perfeval.rules.items import is_form, points, where
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import listed, place, plain

_TENTH = Decimal("0.1")
_EXECUTION = ("执行率", "预算执行", "资金执行")


@dataclass(slots=True)
class Sheet:
    """The weighted indicators of a form and the points of its execution rate."""

    weighted: list[Indicator] = field(default_factory=list)
    unweighted: list[Indicator] = field(default_factory=list)
    execution: ScorePart | None = None
    listed_execution: bool = False
    """Whether an indicator row repeats the points of the execution rate."""

    @property
    def weights(self) -> list[Decimal]:
        """The weights of the indicators."""
        return [item.weight for item in self.weighted if item.weight is not None]

    @property
    def places(self) -> list[Evidence]:
        """Where the weighted indicators stand."""
        return [item.evidence.name for item in self.weighted if item.evidence.name is not None]


def is_execution(name: str) -> bool:
    """Whether a part of a score is that of the execution rate (预算执行率)."""
    return any(word in name for word in _EXECUTION)


def sheet(facts: Facts) -> Sheet:
    """Return the points of the report, the execution rate's apart."""
    found = Sheet()
    for item in facts.report.indicators:
        if item.name.startswith("其中"):
            # A part of the row above, whose points it repeats where it has any.
            continue
        (found.unweighted if item.weight is None else found.weighted).append(item)
    named = {item.evidence.score for item in facts.report.indicators if item.evidence.score is not None}
    parts = facts.report.score.parts if facts.report.score else []
    found.execution = next(
        (part for part in parts if is_execution(part.label) and part.evidence not in named), None
    )
    found.listed_execution = any(is_execution(item.name) for item in found.weighted)
    return found


def full_score(facts: Facts) -> Decimal:
    """Return the full score: the one printed, else the standard's."""
    score = facts.report.score
    return score.full if score is not None and score.full else facts.standard.full_score


@rule("SCO401", severity="error", zh="分值之和不等于满分", en="weights do not add up to the full score")
def weights_and_full(facts: Facts) -> Iterator[Finding]:
    """各项指标的分值，加上预算执行率的分值，不等于满分。

    为什么重要
    分值多出或缺少，总分就不再是百分制的分数，不能和别的项目比较，也不能套用等级。

    示例
    十项指标的分值合计 100 分，预算执行率另有 10 分，共 110 分，而总分按 100 分计。

    依据
    算术；全国通行的自评表满分 100 分，其中预算执行率 10 分、绩效指标 90 分。

    已知的误报
    执行率既列在资金行又列为指标的只算一次；没有执行率得分的表，指标分值合计为 100、90、80 都算对；
    有的指标没有分值、合并单元格中的分值读不出来的，记为“无法复算”。
    """
    if not is_form(facts.report):
        return
    page = sheet(facts)
    if len(page.weights) < 3:
        return
    full = full_score(facts)
    own = total(map(exact_weight, page.weights))
    rate = page.execution.full if page.execution else None
    sums = [own]
    if rate is not None:
        sums = [own, own + exact_weight(rate)] if page.listed_execution else [own + exact_weight(rate)]
    else:
        sums += [own + Interval.exactly(extra) for extra in facts.standard.execution.full]
    facts.checked()
    if any(each.contains(full) or each.contains(1) for each in sums):
        return
    if page.unweighted and own.low < Fraction(full):
        facts.skip(
            "SCO401",
            "有的指标没有分值，无法相加",
            "some indicators have no weight, so the weights cannot be added",
        )
        return
    added = sum(page.weights, Decimal(0))
    together = added + (rate or 0)
    zh_rate = f"加预算执行率 {points(rate)} 分共 {plain(together)} 分，" if rate is not None else ""
    en_rate = f", {plain(together)} with {points(rate)} for the execution rate" if rate is not None else ""
    stated = facts.report.score is not None and (facts.report.score.full is not None or rate is not None)
    evidence = ([page.execution.evidence] if page.execution else []) + page.places
    yield facts.finding(
        "SCO401",
        severity="error" if stated else "warning",
        zh=f"{place(evidence[0])}起 {len(page.weights)} 项指标的分值合计 {plain(added)} 分，{zh_rate}"
        f"不等于满分 {points(full)} 分",
        en=f"the weights of {len(page.weights)} indicators make {plain(added)}{en_rate}, not the full "
        f"score of {points(full)}",
        evidence=evidence,
        key=[str(weight) for weight in page.weights],
        stated=points(full),
        recomputed=plain(together),
    )


@rule("SCO402", severity="error", zh="各项得分之和与总分不符", en="item scores do not add up to the total")
def scores_and_total(facts: Facts) -> Iterator[Finding]:
    """各项得分相加，与写明的总分不符。

    为什么重要
    总分是自评的结论；与各项得分对不上，等级也就没有依据。

    示例
    各项得分之和 110 分，总分写 100 分。

    依据
    算术。每个得分按印出的位数取四舍五入和截断的全部可能值，任何取值都不成立才提示；
    只有补上被省略的末位零才不成立的，降为“警告”。

    已知的误报
    合并的得分单元格只算一次；有一项没有得分的不相加；叙述式报告只在各部分满分之和等于总分满分
    时才相加。
    """
    score = facts.report.score
    if score is None:
        return
    parts = score.parts
    if len(parts) < 2 or not _make_up_the_total(facts, parts):
        facts.skip("SCO402", "总分没有完整的分项得分，无法相加", "the total has no complete parts to add up")
        return
    facts.checked()
    choices = _readings(facts, parts)
    step = finest_step([score.total, *(part.score for part in parts)]) or Decimal(1)

    def fits(*, fine: bool) -> bool:
        def reading(value: Decimal, full: Decimal | None = None) -> Interval:
            # Whole points are never rounded ones: beside 9.84 a bare 8 is 8.00.
            whole = value == value.to_integral_value()
            return stated_points(value, full, min(step, _TENTH) if whole else step if fine else None)

        return any(
            total(reading(part.score, part.full) for part in some).possible_equal(reading(score.total))
            for some in choices
        )

    if fits(fine=True):
        return
    added = sum((part.score for part in parts), Decimal(0))
    if added == score.total:
        return
    here = score.evidence
    gap = plain(abs(Fraction(added) - Fraction(score.total)), 4)
    yield facts.finding(
        "SCO402",
        severity="warning" if fits(fine=False) else "error",
        zh=f"{place(here)}总分 {points(score.total)}，而 {len(parts)} 项得分之和为 {plain(added, 4)}，"
        f"相差 {gap}",
        en=f"{place(here, 'en')} states a total of {points(score.total)}, but the {len(parts)} item scores "
        f"make {plain(added, 4)}, {gap} apart",
        evidence=[here, *(part.evidence for part in parts)],
        key=[score.total, *(part.score for part in parts)],
        stated=points(score.total),
        recomputed=plain(added, 4),
    )


def _make_up_the_total(facts: Facts, parts: Sequence[ScorePart]) -> bool:
    """Whether the parts are all there are of the total."""
    if is_form(facts.report):
        return True
    full = [part.full for part in parts]
    return all(each is not None for each in full) and sum(filter(None, full)) == full_score(facts)


def _readings(facts: Facts, parts: Sequence[ScorePart]) -> list[Sequence[ScorePart]]:
    """Return the ways to add: all parts, and without the execution rate where a row repeats it."""
    page = sheet(facts)
    if page.execution is not None and page.listed_execution:
        return [parts, [part for part in parts if part is not page.execution]]
    return [parts]


@rule("SCO403", severity="warning", zh="总分高于可以复算的上限", en="stated total above the recomputed limit")
def total_and_recomputed(facts: Facts) -> Iterator[Finding]:
    """写明的总分，高于各项目标值、完成值和分值所能得到的最高分。

    为什么重要
    就算每一项都按最有利的算法计分，也得不到这个总分。

    示例
    两项指标各完成八成、分值各 20 分，其余全部满分，最高 92 分，而总分写 96 分。

    依据
    所选标准列出的各种计分公式，取最有利的一种；不能复算的指标按满分计。

    已知的误报
    指标没有全部写明分值的不复算；按打分低于公式属于评价人的判断，不提示。
    """
    report = facts.report
    page = sheet(facts)
    if report.score is None or len(page.weights) < 3 or not is_form(report):
        return
    full = full_score(facts)
    extra = page.execution.full if page.execution and page.execution.full and not page.listed_execution else 0
    if page.unweighted or sum(page.weights, Decimal(0)) + extra != full:
        facts.skip(
            "SCO403",
            "指标的分值不完整，总分的上限无法复算",
            "the weights are not complete, so the total's limit cannot be recomputed",
        )
        return
    facts.checked()
    most = Fraction(extra)
    for item, earned in zip(report.indicators, facts.workings.points, strict=True):
        weight = Fraction(item.weight or 0)
        most += min(weight, earned.best.points.high + Fraction(facts.standard.artefact)) if earned else weight
    # A point and more: smaller excesses are told item by item.
    if Fraction(report.score.total) < most + 1:
        return
    here = report.score.evidence
    yield facts.finding(
        "SCO403",
        zh=f"{place(here)}总分 {points(report.score.total)}，而按目标值、完成值和分值最多得 {plain(most)} 分",
        en=f"{place(here, 'en')} states a total of {points(report.score.total)}, but targets, actuals and "
        f"weights allow at most {plain(most)}",
        evidence=[here],
        key=[report.score.total, plain(most)],
        stated=points(report.score.total),
        recomputed=f"≤{plain(most)}",
    )


@rule(
    "SCO404",
    severity="error",
    zh="一级或二级指标的分值与下级之和不符",
    en="a level's points are not the sum of its children",
)
def levels_and_children(facts: Facts) -> Iterator[Finding]:
    """一级、二级指标后面写明的分值，不等于它下面各项指标分值之和。

    为什么重要
    分值按一级指标分配（产出 50 分、效益 30 分…），下级加起来不等，说明有的指标漏填或填错。

    示例
    “产出指标（50分）”下面五项指标的分值合计 45 分。

    依据
    算术。

    已知的误报
    下级有指标没有分值、或者同一级指标跨页而不能确定归属的，不提示。
    """
    for (label, stated), children in _levels(facts).items():
        weights = [item.weight for item in children if item.weight is not None]
        if len(weights) < len(children) or not weights:
            continue
        facts.checked()
        if total(map(exact_weight, weights)).contains(stated):
            continue
        added = sum(weights, Decimal(0))
        evidence = [item.evidence.name for item in children if item.evidence.name is not None]
        yield facts.finding(
            "SCO404",
            zh=f"{where(children[0])}起“{label}”写明 {points(stated)} 分，下面 {len(weights)} 项指标的分值"
            f"合计 {plain(added)} 分",
            en=f"{where(children[0], 'en')}: {label!r} states {points(stated)} points, its {len(weights)} "
            f"indicators make {plain(added)}",
            evidence=evidence,
            key=[label, stated, added],
            stated=points(stated),
            recomputed=plain(added),
        )


def _levels(facts: Facts) -> dict[tuple[str, Decimal], list[Indicator]]:
    """Return the indicators under each level cell that prints its points (产出指标（50分）)."""
    if facts.document is None or not is_form(facts.report):
        return {}
    tables = {table.index: table for table in facts.document.tables}
    found: defaultdict[tuple[str, Decimal], list[Indicator]] = defaultdict(list)
    loose: set[str | None] = set()
    for item in facts.report.indicators:
        spot = item.evidence.name
        table = tables.get(spot.table) if spot is not None and spot.table is not None else None
        if spot is None or table is None or spot.row is None or spot.column is None:
            continue
        cells = {
            id(cell): cell
            for column in range(spot.column)
            if (cell := table.at(spot.row, column)) is not None and len(cell.text) <= 40
        }
        levels = [(head.key, head.points) for cell in cells.values() if (head := heading(cell.text)).key]
        for label, stated in levels:
            if stated is not None and label in (item.level1, item.level2):
                found[label, stated].append(item)
        if item.level1 not in [label for label, _ in levels]:
            loose.add(item.level1)
    return {
        level: children for level, children in found.items() if not {item.level1 for item in children} & loose
    }


@rule("SCO405", severity="error", zh="总分超过满分", en="total above the full score")
def above_full(facts: Facts) -> Iterator[Finding]:
    """写明的总分超过满分。

    为什么重要
    超过满分的分数一定有一处是错的，多半是重复计分或者分值没有分配好。

    示例
    满分 100 分，总分 104 分。

    依据
    算术。

    已知的误报
    没有写明满分的按 100 分理解，只作“警告”；有附加分的表写明的满分在 100 分以上，不提示。
    """
    score = facts.report.score
    if score is None:
        return
    facts.checked()
    full = full_score(facts)
    if score.total <= full:
        return
    severity: Severity = "error" if score.full is not None else "warning"
    if severity == "warning" and sum((part.full or 0 for part in score.parts), Decimal(0)) >= score.total:
        return
    here = score.evidence
    yield facts.finding(
        "SCO405",
        severity=severity,
        zh=f"{place(here)}总分 {points(score.total)} 超过满分 {points(full)}",
        en=f"{place(here, 'en')} states a total of {points(score.total)}, above the full score "
        f"{points(full)}",
        evidence=[here],
        key=[score.total, full],
        stated=points(score.total),
        recomputed=f"≤{points(full)}",
    )


@rule("SCO406", severity="info", zh="所有指标都是满分", en="every indicator at full marks")
def all_full(facts: Facts) -> Iterator[Finding]:
    """每一项有分值的指标都得满分。

    为什么重要
    全部满分多半说明目标定得低，或者没有认真评；抽查时应当优先看这样的表。

    示例
    十二项指标全部满分，总分 100 分。

    依据
    各地抽查复核的通行做法。

    已知的误报
    任务确实全部完成的也会这样，只作“提示”；指标不足五项的不提示。
    """
    page = sheet(facts)
    if len(page.weighted) < 5 or page.unweighted:
        return
    facts.checked()
    if any(item.score != item.weight for item in page.weighted):
        return
    yield facts.finding(
        "SCO406",
        zh=f"{where(page.weighted[0])}起 {len(page.weighted)} 项指标全部满分",
        en=f"all {len(page.weighted)} indicators have full marks",
        evidence=page.places,
        key=[item.name for item in page.weighted],
    )


@rule("SCO407", severity="info", zh="一项指标占了大部分分值", en="one indicator carries most of the weight")
def dominant_weight(facts: Facts) -> Iterator[Finding]:
    """一项指标的分值超过全部指标分值的一半。

    为什么重要
    其余指标做得再差也影响不了结论，指标体系就形同虚设。

    示例
    四项指标的分值为 60、10、10、10。

    依据
    所选标准的界限（默认 50%）。

    已知的误报
    少于三项指标的不提示；只作“提示”。
    """
    page = sheet(facts)
    whole = sum(page.weights, Decimal(0))
    if len(page.weights) < 3 or page.unweighted or not whole:
        return
    facts.checked()
    heaviest = max(page.weighted, key=lambda item: item.weight or 0)
    share = Fraction(heaviest.weight or 0) / Fraction(whole) * 100
    if share <= Fraction(facts.standard.thresholds.dominant_weight):
        return
    yield facts.finding(
        "SCO407",
        zh=f"{where(heaviest)}“{heaviest.name}”分值 {points(heaviest.weight)}，占全部指标分值 {plain(whole)} "
        f"的 {plain(share, 0)}%",
        en=f"{where(heaviest, 'en')}: {heaviest.name!r} has {points(heaviest.weight)} of {plain(whole)} "
        f"points, {plain(share, 0)} %",
        evidence=[heaviest.evidence.name] if heaviest.evidence.name else [],
        key=[heaviest.name, heaviest.weight],
        stated=points(heaviest.weight),
        recomputed=f"{plain(share, 0)}%",
    )


@rule(
    "SCO408", severity="info", zh="缺少标准要求的指标类型", en="a dimension the standard requires is missing"
)
def missing_dimension(facts: Facts) -> Iterator[Finding]:
    """自评表里没有标准要求的某一类指标（质量、时效、成本、效益、满意度）。

    为什么重要
    只报数量不报质量和效益，看不出钱花得值不值。

    示例
    全部指标都是数量指标和满意度指标，没有成本指标。

    依据
    财预〔2020〕10号：绩效指标包括产出、成本、效益和满意度。

    已知的误报
    成本、满意度指标不适用的项目可以不设，只作“提示”；没有写一级、二级指标名称的表不检查；
    叙述式报告不检查。
    """
    report = facts.report
    levels = {level for item in report.indicators for level in (item.level1, item.level2) if level}
    if not is_form(report) or len(report.indicators) < 4 or len(levels) < 2:
        return
    facts.checked()
    words = "".join(levels) + "".join(item.name for item in report.indicators if not item.level2)
    missing = [
        each.title
        for each in facts.standard.requirements.dimensions
        if not any(word in words for word in each.any)
    ]
    if not missing or len(missing) == len(facts.standard.requirements.dimensions):
        return
    yield facts.finding(
        "SCO408",
        zh=f"{where(report.indicators[0])}起 {len(report.indicators)} 项指标中没有{listed(missing)}指标",
        en=f"none of the {len(report.indicators)} indicators is about {', '.join(missing)}",
        evidence=[report.evidence],
        key=missing,
    )
