"""Try a changed module: put it in the place of the real one in a process of its own, run the tests there.

The parent has imported everything and run the tests once, so that a trial costs a fork, the import of
the modules above the changed one, and those tests that call the changed function up to the first that
fails.
"""

import ast
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from io import StringIO
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Literal

import hypothesis
import pytest

ROOT = Path(__file__).parents[2]
Call = tuple[Callable[..., None], tuple[Any, ...]]
"""A test and what it is called with."""
Outcome = Literal["killed", "survived", "timed out", "invalid"]
_OUTCOMES: dict[int, Outcome] = {0: "survived", 1: "killed", 2: "invalid"}
_SECONDS = 10
_BYTES = 4 << 30

hypothesis.settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


@dataclass(frozen=True)
class Target:
    """A module to change: *name*, and the test modules that must notice."""

    name: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        module = ROOT.joinpath(*self.name.split("."))
        return module / "__init__.py" if module.is_dir() else module.with_suffix(".py")

    def stale(self) -> set[str]:
        """Return the loaded modules that have to be imported again: this one, and what is built on it."""
        found, new = set(), {self.name}
        while new:
            found |= new
            new = {name for name, used in _imports().items() if used & new} - found
        return found


def targets() -> list[Target]:
    """Return the modules to change: every rule, and the intervals."""
    rules = sorted((ROOT / "perfeval" / "rules").glob("*.py"))
    names = ["perfeval.rules" if path.stem == "__init__" else f"perfeval.rules.{path.stem}" for path in rules]
    return [
        *(Target(name, ("tests.perfeval.test_rules",)) for name in names),
        Target("perfeval.interval", ("tests.perfeval.test_interval", "tests.perfeval.test_rules")),
    ]


@cache
def _imports() -> dict[str, set[str]]:
    """Return the names that each loaded module of the project imports from: modules and what is in them."""
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(("perfeval", "tests.perfeval")) and getattr(module, "__file__", None):
            tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
            found[name] = {
                part
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.module
                for part in (*_upwards(node.module), *(f"{node.module}.{alias.name}" for alias in node.names))
            }
    return found


def _upwards(name: str) -> Iterator[str]:
    """Yield a module and the packages it is in, which are imported before it."""
    while name:
        yield name
        name = name.rpartition(".")[0]


class Planted(MetaPathFinder, InspectLoader):
    """Finds one module, whose source it brings along."""

    def __init__(self, target: Target, source: str) -> None:
        self.target, self.source = target, source

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname != self.target.name:
            return None
        spec = spec_from_loader(fullname, self, origin=str(self.target.path))
        if spec is not None and spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(str(self.target.path.parent))
        return spec

    def is_package(self, fullname: str) -> bool:  # noqa: ARG002
        return self.target.path.stem == "__init__"

    def get_source(self, fullname: str) -> str:  # noqa: ARG002
        return self.source


def calls(module: ModuleType) -> Iterator[Call]:
    """Yield each test of *module* with each row of its ``parametrize`` mark, as pytest would run them."""
    for name, function in list(vars(module).items()):
        if not name.startswith("test_"):
            continue
        marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
        if not marks:
            yield function, ()
        for mark in marks:
            several = not isinstance(mark.args[0], str) or "," in mark.args[0]
            for row in mark.args[1]:
                yield function, tuple(row) if several else (row,)


def ordered(target: Target) -> list[Call]:
    """Return the tests of *target*, those of the rules it defines first."""
    found = [call for name in target.tests for call in calls(import_module(name))]
    rules = import_module("perfeval.rules").catalogue()
    own = {code for code, rule in rules.items() if rule.check.__module__ == target.name}
    return sorted(found, key=lambda call: not any(getattr(value, "code", None) in own for value in call[1]))


def prepare(target: Target) -> list[set[int]]:
    """Import and run everything once here, unchanged; raise where a test fails already.

    Returns, for each test in order, the first lines of the functions of *target* that it calls.
    """
    hypothesis.settings.load_profile("mutation")
    path = str(target.path)
    reached: list[set[int]] = []

    def note(frame: FrameType, event: str, arg: object) -> None:  # noqa: ARG001
        if frame.f_code.co_filename == path:
            reached[-1].add(frame.f_code.co_firstlineno)

    for function, values in ordered(target):
        reached.append(set())
        sys.settrace(note)
        try:
            function(*values)
        finally:
            sys.settrace(None)
    # Worked out once here, now that all is imported; and a child's collector looks at nothing of here.
    _imports.cache_clear()
    target.stale()
    gc.freeze()
    return reached


def concerned(reached: list[set[int]], span: range | None) -> list[int]:
    """Return the places of the tests that call into *span*, the lines of a function; all for ``None``."""
    return [place for place, lines in enumerate(reached) if span is None or not lines.isdisjoint(span)]


def attempt(target: Target, source: Callable[[], str], tests: list[int]) -> Outcome:
    """Return what becomes of *target* changed into *source*, which is asked for in the child.

    *tests* are the places, in order, of those to run.
    """
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "timed out" if os.WTERMSIG(status) == signal.SIGALRM else "killed"
        return _OUTCOMES[os.waitstatus_to_exitcode(status)]
    code = 2
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            code = _try(target, source(), tests)
    finally:
        # Nothing of the parent may run here: no cleanup, no buffered output, no test behind this one.
        os._exit(code)


def _try(target: Target, source: str, tests: list[int]) -> int:
    stale = target.stale()
    rules = import_module("perfeval.rules.registry").RULES
    for code in [code for code, rule in rules.items() if rule.check.__module__ in stale]:
        del rules[code]
    for name in stale:
        del sys.modules[name]
    sys.meta_path.insert(0, Planted(target, source))
    try:
        import_module(target.name)
    except Exception:
        return 2
    try:
        found = ordered(target)
        for place in tests:
            function, values = found[place]
            function(*values)
    except (Exception, pytest.fail.Exception):
        return 1
    return 0
