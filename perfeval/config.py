"""A project's settings: ``perfeval.toml`` in the current folder or one above it.

The file holds data only; nothing in it is ever executed, and a large one is refused. What the
command line says goes before what the file says.
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, get_args
from unicodedata import normalize

from extractor.errors import Language, printable
from perfeval.rules.choice import UnknownRule, chosen
from perfeval.standards.loader import names as standard_names
from perfeval.standards.model import Thresholds

FILE_NAME = "perfeval.toml"
THRESHOLDS = tuple(Thresholds.model_fields)

_LARGEST = 64 * 1024
"""Bytes of a settings file that are read."""
_FAIL_ON = ("critical", "error", "warning", "info", "never")
_HIGHEST, _FINEST = 10_000, -6
_SHOWN = 40


class BadConfig(ValueError):
    """Settings that cannot be used; the message is for the user, a line a problem."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says; ``None`` and empty where it says nothing.

    ``standard`` and ``baseline`` are ready to be opened: paths in the file are relative to it.
    ``per_path_ignore`` holds pairs of a pattern and rule codes.
    """

    folder: Path | None = None
    standard: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    fail_on: str | None = None
    lang: str | None = None
    baseline: str | None = None
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    per_path_ignore: Sequence[tuple[str, Sequence[str]]] = ()

    def ignored_for(self, name: str) -> list[str]:
        """Return the codes not to be run on the input called *name*.

        A pattern without a slash is about the file's own name, another about its path from
        the settings file's folder; ``*`` stands for any characters, slashes too.
        """
        if not self.per_path_ignore or self.folder is None:
            return []
        path = relative(name, self.folder)
        own = PurePosixPath(path).name
        return [
            code
            for pattern, codes in self.per_path_ignore
            if fnmatchcase(path if "/" in pattern else own, pattern)
            for code in codes
        ]


def find(start: Path) -> Path | None:
    """Return the settings file of *start* or of the nearest folder above it."""
    for folder in (start, *start.parents):
        with suppress(OSError):
            if (folder / FILE_NAME).is_file():
                return folder / FILE_NAME
    return None


def load(path: Path) -> Config:
    """Return what the settings file at *path* says.

    Raises :class:`BadConfig` with a line for every problem: file, key, what is allowed.
    """
    shown = printable(str(path))
    content = read_toml(path, _LARGEST)
    if problems := [f"{shown}：{printable(problem)}" for problem in _problems(content)]:
        raise BadConfig("\n".join(problems))
    folder = path.absolute().parent
    standard, baseline = content.get("standard"), content.get("baseline")
    if standard is not None and standard not in standard_names() and standard.endswith(".toml"):
        standard = str(folder / standard)
    return Config(
        folder=folder,
        standard=standard,
        select=codes(content.get("select", ())),
        ignore=codes(content.get("ignore", ())),
        fail_on=content.get("fail-on"),
        lang=content.get("lang"),
        baseline=None if baseline is None else str(folder / baseline),
        thresholds={name: Decimal(value) for name, value in content.get("thresholds", {}).items()},
        per_path_ignore=[(glob, codes(each)) for glob, each in content.get("per-path-ignore", {}).items()],
    )


def read_toml(path: Path, largest: int) -> dict[str, Any]:
    """Return the content of a TOML file of at most *largest* bytes; raises :class:`BadConfig`."""
    shown = printable(str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except FileNotFoundError as error:
        raise BadConfig(f"{shown}：无法读取（文件不存在）") from error
    except (OSError, ValueError) as error:
        raise BadConfig(f"{shown}：无法读取（{getattr(error, 'strerror', None) or error}）") from error
    if len(data) > largest:
        raise BadConfig(f"{shown}：文件超过 {largest} 字节")
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    # ValueError: also a number of thousands of digits; RecursionError: thousands of brackets.
    except (ValueError, InvalidOperation, RecursionError) as error:
        cause = "不是 UTF-8" if isinstance(error, UnicodeDecodeError) else printable(str(error))
        raise BadConfig(f"{shown}：不是有效的 TOML 文件（{cause}）") from error


def codes(values: Iterable[str]) -> list[str]:
    """Return the rule codes in *values*, each one code or several set apart by commas or spaces.

    Letters may be of either case and width: ``bud, exe201`` and ``ＢＵＤ，ＥＸＥ２０１`` are the same.
    """
    parts = (part for value in values for part in re.split(r"[,、\s]+", normalize("NFKC", value).upper()))
    return list(dict.fromkeys(part for part in parts if part))


def threshold(text: str) -> tuple[str, Decimal]:
    """Return the name and value in ``NAME=VALUE``; raises :class:`BadConfig`."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise BadConfig(f"--threshold {printable(text)}：应写作 名称=数值，如 low_execution=85")
    try:
        number: Any = Decimal(normalize("NFKC", value))
    except InvalidOperation:
        number = value
    if problems := list(_threshold_problems({name: number})):
        raise BadConfig("\n".join(f"--threshold {printable(problem)}" for problem in problems))
    return name, number


def relative(name: str, folder: Path) -> str:
    """Return the input called *name* as seen from *folder*, with slashes."""
    path = os.path.abspath(name)  # noqa: PTH100 - a name in an archive is no path that exists
    with suppress(ValueError):  # another drive
        path = os.path.relpath(path, folder)
    return path.replace(os.sep, "/")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint at the *known* name nearest to *name*, or at all of them."""
    known = list(known)
    near = get_close_matches(name, known, n=1)
    return f"是否指 {near[0]}？" if near else f"可用：{'、'.join(known)}"


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        if key not in _KEYS:
            yield f"没有 {key} 这一项，{nearest(key, _KEYS)}"
        else:
            yield from _KEYS[key](key, value)


def _text(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        yield f"{key} 应为文字{_now(value)}"


def _one_of(allowed: Sequence[str]) -> Callable[[str, Any], Iterator[str]]:
    def check(key: str, value: Any) -> Iterator[str]:
        if value not in allowed:
            yield f"{key} 应为 {'、'.join(allowed)} 之一{_now(value)}"

    return check


def _code_list(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        yield f'{key} 应为规则编号的数组，如 ["BUD", "EXE201"]{_now(value)}'
        return
    try:
        chosen(codes(value))
    except UnknownRule as error:
        yield f"{key} {error}"


def _thresholds(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{key} 的 {problem}" for problem in _threshold_problems(value))
    else:
        yield f"{key} 应为表{_now(value)}"


def _threshold_problems(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if name not in THRESHOLDS:
            yield f"{name or '（空）'} 不是界限的名称，{nearest(name, THRESHOLDS)}"
        elif not _is_percentage(value):
            yield f"{name} 应为 0 至 {_HIGHEST} 的数，至多 {-_FINEST} 位小数{_now(value)}"


def _is_percentage(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= _FINEST and 0 <= number <= _HIGHEST


def _per_path(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f'{key} 应为表，如 "旧/*" = ["DOC"]{_now(value)}'
        return
    for pattern, each in value.items():
        yield from _code_list(f"{key} 的 {pattern}", each)


def _now(value: Any) -> str:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return f"，现为 {text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}"


_KEYS: dict[str, Callable[[str, Any], Iterator[str]]] = {
    "standard": _text,
    "select": _code_list,
    "ignore": _code_list,
    "fail-on": _one_of(_FAIL_ON),
    "lang": _one_of(get_args(Language)),
    "baseline": _text,
    "thresholds": _thresholds,
    "per-path-ignore": _per_path,
}
