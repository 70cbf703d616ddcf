"""Data of the project: lexicons, case tables, gold documents and their generator.

Holds no code of the packages under test and imports none of it.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """Return the data file at *parts* below this package, e.g. ``resource("lexicons", "budget.toml")``."""
    return files(__name__).joinpath(*parts)
