"""Where worker processes come from: a server that has loaded everything a file may need.

A worker forked from it is ready at once and shares what was loaded with the others, also
one that takes the place of a worker that died.
"""

import multiprocessing
from multiprocessing.context import BaseContext

_SERVER = "forkserver"
_LOADED = ["perfeval.batch.ready", "perfeval.batch.worker"]


def context() -> BaseContext:
    """Return how processes are begun: from the server, where the system can have one."""
    if _SERVER not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context(_SERVER)
    found.set_forkserver_preload(_LOADED)
    return found


def begin() -> None:
    """Let the server begin to load, while this process does something else."""
    if _SERVER in multiprocessing.get_all_start_methods():
        context()
        from multiprocessing.forkserver import ensure_running

        ensure_running()
