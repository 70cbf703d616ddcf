"""The words of seeded documents: data in ``words/``, loaded once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("words")


@cache
def words(name: str) -> dict[str, Any]:
    """Return the contents of ``words/NAME.toml``."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
