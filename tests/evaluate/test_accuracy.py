"""What is counted over seeded documents, and how it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.evaluate import accuracy
from perfeval.evaluate.score import Tally
from perfeval.evaluate.seeded import Outcome, Raised

ALARM = Raised("SCO402", "error", "各项得分之和为 99，而总分 100")
NOTE = Raised("SCO406", "info", "全部满分")


def outcome(
    code: str | None = None, *, found: bool = False, unasked: tuple[Raised, ...] = (), format: str = "docx"
) -> Outcome:
    way = "total" if code else None
    return Outcome(
        "e00001.docx", format, code, way, "99" if code else None, found, unasked,
        {"budgets": Tally(right=9, spurious=1, missed=1)}, figures=10, used=8,
    )  # fmt: skip


OUTCOMES = [
    outcome("SCO402", found=True),
    outcome("SCO402", format="pdf", unasked=(NOTE,)),
    outcome("BUD101", found=True, unasked=(ALARM,)),
    outcome(unasked=(ALARM, NOTE)),
    outcome(format="pdf"),
]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 0, 0, 1), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_interval(successes: int, trials: int, low: float, high: float) -> None:
    assert accuracy.wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_interval_holds_the_share(numbers: tuple[int, int]) -> None:
    successes, trials = numbers
    low, high = accuracy.wilson(successes, trials)
    share = successes / trials
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


def test_counts_by_rule() -> None:
    rules = accuracy.by_rule(OUTCOMES)
    assert rules["SCO402"] == accuracy.Count(planted=2, found=1, unasked=2, alarms=1)
    assert rules["SCO402"].recall == 0.5
    assert rules["SCO402"].precision == pytest.approx(1 / 3)
    assert rules["SCO406"] == accuracy.Count(planted=0, found=0, unasked=2, alarms=0)
    assert accuracy.overall(OUTCOMES) == accuracy.Count(planted=3, found=2, unasked=4, alarms=1)


def test_counts_by_format_and_way() -> None:
    formats = accuracy.by_format(OUTCOMES)
    assert formats["pdf"] == accuracy.Count(planted=1, found=0, unasked=1)
    assert accuracy.by_way(OUTCOMES)["SCO402", "total"] == accuracy.Count(planted=2, found=1)


def test_tables_say_what_was_missed_and_made_up() -> None:
    text = "\n".join(accuracy.lines(OUTCOMES, show=True))
    assert "遗漏 SCO402（total）：99" in text
    assert "多报 SCO402（error）：各项得分之和为 99，而总分 100" in text
    assert "50 个，80.0% 进入记录" in text
    markdown = "\n".join(accuracy.markdown(OUTCOMES, seed=7))
    assert "| SCO402 | 2 | 1 | 1 | 50.0% |" in markdown
    assert "| SCO402 | total | 2 | 1 |" in markdown
    assert "--seeded 3 --seed 7" in markdown


def test_json_names_every_miss_and_alarm() -> None:
    data = accuracy.as_json(OUTCOMES)
    assert data["missed"] == [{"document": "e00001.docx", "code": "SCO402", "way": "total", "near": "99"}]
    assert [alarm["code"] for alarm in data["alarms"]] == ["SCO402"]
    assert data["extraction"]["budgets"] == {"right": 45, "spurious": 5, "missed": 5, "f1": 0.9}
