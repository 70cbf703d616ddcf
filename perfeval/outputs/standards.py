"""The scoring standards: what ``perfeval standards`` and ``perfeval standards show`` print."""

from collections.abc import Iterator

from perfeval.outputs.layout import columns, pad
from perfeval.standards.loader import DEFAULT, built_on, load, names
from perfeval.standards.model import STATUS_WORDS, Standard, Status

_FORMULA = {
    "proportional": "分值 × 完成值 ÷ 目标值",
    "linear": "分值 ×（1 −（完成值 − 目标值）÷ 目标值），最低 0",
    "ratio": "分值 × 目标值 ÷ 完成值",
    "forfeit": "未达到即不得分",
}
_DIRECTION = {"forward": "正向", "reverse": "反向"}
_BASIS = {"adjusted": "全年（调整后）预算数", "initial": "年初预算数"}


def listing() -> list[str]:
    """Return one line a standard: name, title, grades and how sure they are."""
    width = max(map(columns, names()))
    return [
        f"{pad(name, width)}  {standard.title}：{_bands(standard)}（{_sure(standard.bands_status)}）"
        f"{'，没有地区标准时用它' if name == DEFAULT else ''}"
        for name in names()
        for standard in (load(name),)
    ]


def page(name: str) -> list[str]:
    """Return everything the standard *name* (or the one in that file) says, with how sure each is."""
    return [*_page(load(name)), *_inherited(name)]


def _inherited(name: str) -> Iterator[str]:
    """Yield what a standard takes over from another, and what it states itself."""
    found = built_on(name)
    if found is not None:
        base, own = found
        stated = "、".join(key for key in own if key not in ("name", "title"))
        yield f"沿用：{base}；自己写明的：{stated}"


def _sure(status: Status, source: str = "") -> str:
    """Return how sure a value is, and where it was read."""
    return f"{STATUS_WORDS[status][0]}：{source}" if source else STATUS_WORDS[status][0]


def _bands(standard: Standard) -> str:
    return " ".join(f"{band.label}≥{band.lower}" if band.lower else band.label for band in standard.bands)


def _page(standard: Standard) -> Iterator[str]:
    limits = standard.thresholds
    yield f"{standard.name}  {standard.title}"
    yield ""
    yield f"等级：{_bands(standard)}（{_sure(standard.bands_status, standard.bands_source)}）"
    yield f"满分：{standard.full_score}"
    yield f"执行率：执行数 ÷ {_BASIS[standard.execution_basis]}"
    full = "、".join(map(str, standard.execution.full))
    execution = standard.execution
    yield f"执行率得分：满分 × 执行率，满分为 {full}（{_sure(execution.status, execution.source)}）"
    weights = "，".join(f"{title} {weight}" for title, weight in standard.weights.items())
    yield f"分值：{weights}（{_sure(standard.weights_status, standard.weights_source)}）"
    for formula in standard.formulas:
        missed = f"{_DIRECTION[formula.direction]}指标未达到"
        yield f"{missed}：{_FORMULA[formula.kind]}（{_sure(formula.status, formula.source)}）"
    for tier in standard.tiers:
        yield f"定性指标{tier.title}：分值的 {tier.lower}%-{tier.upper}%（{_sure(tier.status, tier.source)}）"
    status = _sure(standard.thresholds_status, standard.thresholds_source)
    yield f"应说明原因：完成率 {limits.over_completion}% 以上，执行率低于 {limits.low_execution}%，"
    yield f"  预算调整超过 {limits.large_adjustment}%（{status}）"
    yield f"单项得分的进位误差：±{standard.artefact}"
    if standard.regions:
        yield f"适用地区：{'、'.join(standard.regions)}"
    if standard.cities:
        yield f"  包括：{'、'.join(standard.cities)}"
    if standard.years.bounded:
        yield f"适用年度：{standard.years.first or ''}-{standard.years.last or ''}"
    if standard.kinds:
        kinds = {"department": "部门整体支出", "project": "项目支出"}
        yield f"只适用于：{'、'.join(kinds[kind] for kind in standard.kinds)}"
    yield from (f"依据：{each}" for each in standard.basis)
