"""Labels of amounts: whether the words say nothing but a stage of all the money."""

import re

_STAGE_WORDS = re.compile(
    r"[\s\d\W_]|财政拨款|一般公共预算|政府性基金|年初|年中|年末|年底|截至|截止|当年|本年|全年|年度|年|月|日|期末|全部|总体|整体"
    r"|[我本][省市县区州镇乡办局院校馆委站厅会]|本?(?:单位|部门|项目|专项)|财政局?(?:部门)?"
    r"|预算|安排|批复|下达|到位|拨付|调整|变更|追加后|执行|支出|使用|支付|决算|实际|完成|已|中|后|时|与|和|一致|不变|仍"
    r"|资金|经费|金额|总额|合计|共计|共|总|计|数|额|为|达到?|是|的|由|至|约"
)


def names_all_money(label: str) -> bool:
    """Whether *label* names a stage of all the money (2024年项目全年预算数为), not an item (培训费支出)."""
    return not _STAGE_WORDS.sub("", label)
