"""The forms written without sight of the reader stay read, and nothing false is said of them."""

from pathlib import Path

import pytest

from perfeval.evaluate import evaluate
from perfeval.evaluate.report import overall_f1, totals
from perfeval.run import DEFAULT_STANDARD, verify_step

WILD = Path(__file__).parents[2] / "corpora" / "wild"


@pytest.fixture(scope="module")
def scores():
    complaints: list[str] = []
    found, failed = evaluate([str(WILD)], verify_step(DEFAULT_STANDARD), complain=complaints.append)
    assert (complaints, failed) == ([], 0)
    return found


def test_every_form_has_gold(scores):
    assert len(scores) == len(list(WILD.glob("*.html"))) == len(list(WILD.glob("*.gold.json")))


def test_what_was_read_once_is_read_still(scores):
    assert overall_f1(totals(scores)) >= 0.99


def test_nothing_false_is_said_of_them(scores):
    assert totals(scores)["findings"].spurious == 0
