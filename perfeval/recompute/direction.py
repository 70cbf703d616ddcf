"""Which way an indicator points: is more better, or less?"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.records import Indicator
from perfeval.quantities import measure

Direction = Literal["forward", "reverse", "range"]

_LESS = re.compile(
    "成本|单价|造价|均价|时限|响应时[间效]|送达时间|接[听通线]时|办理时[间限长]|等候时|等待时|耗时|"
    "投诉[率量数件次]|投诉$|发生[率数次]|事故|差错|错误率|故障率?|死亡|失业率|流失率|辍学率|违规|违纪|违法|"
    "能耗|排放|超支|逾期|延误|拖欠|空置率|闲置率|损坏率|返工|退货率|误差|偏差率|变动率|控制率|上访"
)
_MORE = re.compile(
    "(办结|处理|处置|办理|化解|整改|查处|侦破|破案|达标|合格|完成|及时|满意|节约|降低|下降|减少|压减|知晓|覆盖|执行|"
    "回复|回访|修复|排除|消除|遏制|控制有效|培训|演练|防控|预防|调解|救助|核算|到位|优秀|准确|健全|真实|合规)"
    "[率度数量次性件起]?(提高)?$|节约|降幅|降低|减排|查处|整改|应急|防控|救治|理赔|抢救|宣传|巡查"
)
HANDLING_TIME = re.compile(
    "(?:响应|到场|到达|抢修|抢通|维修|修复|恢复|处置|处理|反馈|出具|上架|接通|接听|办结|办理|审批|受理|发放|送达|发布"
    "|候车|候诊|等候|等待|排队)(?:平均)?(?:时间|时限|时长|用时|周期)"
    "(?!.*(?:缩短|压缩|减少|降低|下降|达标|及时|合格|率|比例|幅))"
)
"""How long something takes (抢修到场时间), not how long it goes on (开放时间, 培训时长)."""
_FAULT_RATE = re.compile("(?:返修|破损|损坏|漏损|损耗|复发|呼损|退费|闲置|死亡|流失|故障|差错|事故)率")
_TIME_LEVEL = re.compile("时效")
_COST_LEVEL = re.compile("成本")


class Sense(NamedTuple):
    """A direction and whether it is printed (an operator) or only inferred from the name."""

    direction: Direction
    printed: bool


def sense(indicator: Indicator) -> Sense:
    """Return which way *indicator* points.

    An operator decides. Without one, or with a bare ``=``, names of costs, deadlines,
    complaints and accidents are lower-is-better, unless it is their handling that is
    counted (投诉办结率), and a target of zero can only be a ceiling.
    """
    target = indicator.target
    comparator = target.comparator if target else None
    if comparator == "range" or (target is not None and target.upper is not None):
        return Sense("range", True)
    if comparator in (">=", ">"):
        return Sense("forward", True)
    if comparator in ("<=", "<"):
        return Sense("reverse", True)
    if target is not None and isinstance(target.value, Decimal) and not target.value:
        return Sense("reverse", comparator == "=")
    return Sense("reverse" if lower_is_better(indicator) else "forward", False)


def lower_is_better(indicator: Indicator) -> bool:
    """Whether name, level or unit say that less is better."""
    name = "".join(indicator.name.split())
    if HANDLING_TIME.search(name):
        return True
    if _MORE.search(name):
        return False
    if _LESS.search(name) or _FAULT_RATE.search(name):
        return True
    levels = f"{indicator.level1 or ''}{indicator.level2 or ''}"
    dimension = measure(indicator.target.unit).dimension if indicator.target else None
    if _COST_LEVEL.search(levels) and dimension == "money":
        return True
    return bool(_TIME_LEVEL.search(levels)) and dimension == "time"
