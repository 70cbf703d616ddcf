"""The file a baseline is kept in: TOML, one table a finding, sorted, one line a value.

TOML because a reviewer writes into it: a reason goes between quotes on its own line, and a
version control system shows each change as the lines that changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from extractor.errors import printable
from perfeval.baseline.entries import Entry
from perfeval.config import BadConfig, nearest, read_toml
from perfeval.outputs.layout import clean

VERSION = 1
_LARGEST = 32 * 1024 * 1024
_HEAD = (
    f"# perfeval 基线：下列发现已经审核，不再报告。reason 写原因，reviewer 写审核人。\nversion = {VERSION}\n"
)
_DEFAULTS = {each.name: each.default for each in fields(Entry)}
_ALWAYS = ("code", "fingerprint", "kind", "file", "message", "reason", "reviewer")
_NEEDED = ("code", "fingerprint", "kind")


class BadBaseline(ValueError):
    """A file that is no baseline; the message is one line for the user."""


def toml_chunks(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the text of a baseline with *entries*, sorted."""
    yield _HEAD
    for entry in sorted(entries, key=lambda entry: entry.order):
        yield "\n[[finding]]\n"
        for name, default in _DEFAULTS.items():
            value = getattr(entry, name)
            if name in _ALWAYS or value != default:
                yield f"{name} = {value if isinstance(value, int) else _quoted(value)}\n"


def load(path: Path) -> list[Entry]:
    """Return the entries of the baseline at *path*; raises :class:`BadBaseline`."""
    shown = printable(str(path))
    try:
        content = read_toml(path, _LARGEST)
    except BadConfig as error:
        raise BadBaseline(f"基线 {error}") from error
    version, tables = content.pop("version", None), content.pop("finding", [])
    if version != VERSION or isinstance(version, bool):
        raise BadBaseline(f"基线 {shown}：version 应为 {VERSION}；请用 perfeval baseline write 重新生成")
    if content:
        raise BadBaseline(f"基线 {shown}：没有 {printable(next(iter(content)))} 这一项，只有 finding")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadBaseline(f"基线 {shown}：finding 应为表的数组，写作 [[finding]]")
    for number, table in enumerate(tables, 1):
        if problem := _problem(table):
            raise BadBaseline(f"基线 {shown}：第 {number} 个 finding {problem}")
    return [Entry(**{name: _one_line(name, value) for name, value in table.items()}) for table in tables]


def _one_line(name: str, value: Any) -> Any:
    """Return a value as :func:`toml_chunks` would write it; white space in a path stays."""
    if not isinstance(value, str):
        return value
    return printable(value) if name == "file" else clean(value)


def _problem(table: dict[str, Any]) -> str | None:
    """Return what is wrong with one table, or nothing."""
    for name in _NEEDED:
        if name not in table:
            return f"缺少 {name}"
    for name, value in table.items():
        if name not in _DEFAULTS:
            return f"没有 {printable(name)} 这一项，{nearest(name, _DEFAULTS)}"
        holds, allowed = _RULES.get(name, (_is_text, "文字"))
        if not holds(value):
            return f"的 {name} 应为{allowed}"
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _whole_from(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "fingerprint": (
        lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{16}", value)),
        "十六位的十六进制数",
    ),
    "code": (lambda value: isinstance(value, str) and bool(value.strip()), "规则编号"),
    "fiscal_year": (_whole_from(1900, 2999), "年份"),
    "count": (_whole_from(1, 1_000_000), "不小于 1 的整数"),
}


def _quoted(text: str) -> str:
    # What is printable needs no more in TOML than JSON's two escapes.
    return str(encode_basestring(printable(text)))
