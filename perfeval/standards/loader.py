"""Scoring standards: shipped ones by name, a bureau's own from a TOML file, each maybe built on another."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from perfeval.standards.model import Standard
from perfeval.standards.problems import problems

DEFAULT = "mof-2020-10"
EXTENDS = "extends"
_FOLDER = Path(__file__).parent
_DEEPEST = 8
_LARGEST = 1_000_000


class UnknownStandard(ValueError):
    """No such standard, or a file that describes none; the message is for the user, a line a problem."""


def names() -> list[str]:
    """Return the names of the standards shipped, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def load(name: str = DEFAULT) -> Standard:
    """Return the standard called *name*, or the one in the TOML file at that path.

    A file that says ``extends = "mof-2020-10"`` (or a file beside it) holds only what differs:
    its tables are merged key by key, its lists and values replace the other's. Raises
    :class:`UnknownStandard` where there is none, or where the file is not one; it names
    the file, every key that is wrong and what is allowed there.
    """
    path = _path(name)
    merged: dict[str, Any] = {}
    for part in reversed(list(_chain(path))):
        merged = _merged(merged, part)
    merged.pop(EXTENDS, None)
    try:
        return Standard.model_validate(merged)
    except ValidationError as error:
        raise UnknownStandard("\n".join(problems(str(path), error))) from error


def built_on(name: str) -> tuple[str, list[str]] | None:
    """Return what the standard *name* is built on and the keys it states itself; ``None`` for its own."""
    content = _content(_path(name))
    base = content.get(EXTENDS)
    return None if base is None else (str(base), [key for key in content if key != EXTENDS])


def _path(name: str) -> Path:
    if name in names():
        return _FOLDER / f"{name}.toml"
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise UnknownStandard(
            f"没有名为 {name} 的评分标准；可用：{'、'.join(names())}，或一个 .toml 文件的路径"
        )
    return path


def _chain(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the contents of a file and of the standards it is built on, the file first."""
    seen = {path.resolve()}
    while True:
        content = _content(path)
        yield content
        base = content.get(EXTENDS)
        if base is None:
            return
        path = _base(path, base)
        if path.resolve() in seen or len(seen) > _DEEPEST:
            raise UnknownStandard(f"{path}：{EXTENDS} 循环引用 {base}")
        seen.add(path.resolve())


def _base(path: Path, base: object) -> Path:
    """Return the file that *path* is built on: a shipped standard, or a file named relative to it."""
    if isinstance(base, str) and base in names():
        return _FOLDER / f"{base}.toml"
    if isinstance(base, str) and base.endswith(".toml") and "\0" not in base:
        beside = path.parent / base
        if beside.is_file():
            return beside
    raise UnknownStandard(
        f"{path}：{EXTENDS} 应为已有标准的名称（{'、'.join(names())}），"
        f"或相对于本文件的 .toml 路径，现为 {base!r}"
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnknownStandard(f"{path}：文件过大，评分标准不超过 {_LARGEST} 字节")
        with path.open("rb") as file:
            return tomllib.load(file, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnknownStandard(f"{path}：不是有效的 TOML 文件（{error}）") from error
    except OSError as error:
        raise UnknownStandard(f"{path}：{error.strerror}") from error


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return *base* with what *own* says in its place; tables are merged, lists are not."""
    result = dict(base)
    for key, value in own.items():
        before = result.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        result[key] = _merged(before, value) if both and before is not None else value
    return result
