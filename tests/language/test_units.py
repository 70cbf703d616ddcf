from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from extractor.language.units import canonical, convert, dimension, is_whole, lexicon, unit_of

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "corpora" / "cases" / "units.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("printed", "name", "measures"), CASES["canonical"])
def test_canonical_name_and_dimension(printed, name, measures):
    assert canonical(printed) == name
    if measures is not None:
        assert dimension(name or printed) == measures


@pytest.mark.parametrize(("value", "unit", "to", "expected"), CASES["convert"])
def test_conversion_is_exact(value, unit, to, expected):
    result = convert(Decimal(value), unit, to)
    assert (None if result is None else str(result)) == expected


def test_every_canonical_name_is_its_own_canonical_name():
    for unit in lexicon().spellings.values():
        assert canonical(unit.name) == unit.name
        assert unit_of(unit.name) == unit


def test_a_count_of_whole_things_is_whole_and_a_magnitude_of_them_is_not():
    assert is_whole("人")
    assert is_whole("盏")
    assert not is_whole("万人")
    assert not is_whole("公里")
