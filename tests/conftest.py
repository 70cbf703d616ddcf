"""Settings of the whole test suite."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_NOBODY = 65534
_HANGING = 20

# In CI the same examples every time, so that a red run can be reproduced; while working,
# new ones every time, so that they find what the last run did not.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Yield a folder that every user may enter, owned by one that is not root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        yield folder


@pytest.fixture
def as_ordinary_user() -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which the permissions of files hold, though root runs the tests."""
    return _ordinary


@pytest.fixture
def does_not_hang() -> Callable[[], AbstractContextManager[None]]:
    """Return a context that fails where its block burns far more processor time than any real file needs.

    A guard against work that grows with the square of the input, not a measurement: those
    live in benchmarks/.
    """
    return _bounded


@contextmanager
def _bounded() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < _HANGING, "processor seconds beyond any real file's"


@contextmanager
def _ordinary() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
