"""What is wrong with a standard's file, said so that its author can mend it: file, key, what is allowed."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

_SAID = {
    "missing": "缺少，必须写明",
    "extra_forbidden": "没有这一项，请核对拼写",
    "string_type": "应为文字",
    "list_type": "应为数组",
    "dict_type": "应为表",
    "model_type": "应为表",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "finite_number": "应为有限的数字",
    "too_short": "至少要有 {min_length} 项",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "greater_than": "应大于 {gt}",
}
_SHOWN = 40


def problems(file: str, error: ValidationError) -> Iterator[str]:
    """Yield a line for each problem of a standard's *file*."""
    for each in error.errors(include_url=False):
        where = _key(each["loc"])
        context: Mapping[str, Any] = each.get("ctx") or {}
        if each["type"] == "literal_error":
            said = f"应为 {str(context.get('expected', '')).replace(' or ', '、').replace(chr(39), '')} 之一"
        elif each["type"] == "value_error":
            said = str(context.get("error", each["msg"]))
        else:
            said = _SAID.get(each["type"], each["msg"]).format(**context)
        now = "" if each["type"] in ("missing", "value_error") else f"，现为 {str(each['input'])[:_SHOWN]!r}"
        yield f"{file}：{where}{said}{now}" if where else f"{file}：{said}"


def _key(location: tuple[int | str, ...]) -> str:
    """Return a place as TOML's reader knows it: 第 2 个 bands 的 lower."""
    words: list[str] = []
    for step in location:
        if isinstance(step, int):
            words[-1] = f"第 {step + 1} 个 {words[-1]}"
        else:
            words.append(step)
    return " 的 ".join(words) + " " if words else ""
