"""A rule that is changed is noticed by its cases, and one that is not changed passes them."""

import os
import subprocess
import sys

from tests.mutation.trial import ROOT, concerned, targets

_TRIAL = """
from tests.mutation.trial import attempt, prepare, targets
target = next(each for each in targets() if each.name == "perfeval.rules.grade")
source, tests = target.path.read_text("utf-8"), list(range(len(prepare(target))))
for before, after in (
    ("if added > full_score(facts)", "if added > full_score(facts)"),
    ("if added > full_score(facts)", "if added < full_score(facts)"),
    ("def _out_of_reach(", "def _out_of_reach(("),
):
    assert source.count(before) == 1
    print(attempt(target, lambda: source.replace(before, after), tests))
"""


def test_what_becomes_of_no_change_a_change_and_nonsense() -> None:
    # In a process of its own: a trial forks, and the one that runs the tests may hold threads.
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.split() == ["survived", "killed", "invalid"]


def test_every_rule_and_the_intervals_are_changed() -> None:
    names = {target.name for target in targets()}
    assert {"perfeval.interval", "perfeval.rules", "perfeval.rules.grade"} <= names
    assert all(target.path.is_file() for target in targets())


def test_only_tests_that_call_the_changed_function_are_concerned() -> None:
    reached = [{3, 40}, {10}, set()]
    assert concerned(reached, range(9, 15)) == [1]
    assert concerned(reached, None) == [0, 1, 2]
