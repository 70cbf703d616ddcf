"""Scoring standards: shipped ones by name, others from a TOML file."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from perfeval.standards.model import Standard

DEFAULT = "mof-2020-10"
_FOLDER = Path(__file__).parent


class UnknownStandard(ValueError):
    """No such standard, or a file that does not describe one; the message is for the user."""


def names() -> list[str]:
    """Return the names of the standards shipped, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def load(name: str = DEFAULT) -> Standard:
    """Return the standard called *name*, or the one in the TOML file at that path.

    Raises :class:`UnknownStandard` where there is none, or where the file is not one.
    """
    path = _FOLDER / f"{name}.toml"
    if name not in names():
        path = Path(name)
        if path.suffix != ".toml" or not path.is_file():
            raise UnknownStandard(f"没有名为 {name} 的评分标准；可用：{'、'.join(names())}")
    try:
        with path.open("rb") as file:
            return Standard.model_validate(tomllib.load(file, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise UnknownStandard(f"{path} 不是有效的评分标准：{error}") from error
