"""Beginning a batch: the store open, the workers ready; and ending it."""

from collections.abc import Iterator
from contextlib import contextmanager

from perfeval.batch.cluster import ClusterPool
from perfeval.batch.pool import LocalPool, Pool
from perfeval.batch.work import Settings
from perfeval.batch.worker import NoWorker
from perfeval.run import UnknownName, verify_step
from perfeval.store.store import Store, StoreError


class BatchRefused(ValueError):
    """A batch that cannot begin; the message is for the user."""


@contextmanager
def started(
    store: str, settings: Settings, *, workers: int, scheduler: str | None, seconds: float, memory: int
) -> Iterator[tuple[Store, Pool]]:
    """Give the open store and the pool of a batch; both are closed whatever happens.

    Raises :class:`BatchRefused` where the store, the standard or the scheduler is none.
    """
    try:
        verify_step(settings.standard)
        opened = Store.open(store, create=True)
    except (UnknownName, StoreError) as error:
        raise BatchRefused(str(error)) from error
    try:
        pool = _pool(settings, workers=workers, scheduler=scheduler, seconds=seconds, memory=memory)
        try:
            yield opened, pool
        finally:
            pool.close()
    finally:
        opened.close()


def _pool(settings: Settings, *, workers: int, scheduler: str | None, seconds: float, memory: int) -> Pool:
    if scheduler is None:
        return LocalPool(workers, settings, seconds=seconds, memory=memory)
    try:
        return ClusterPool(scheduler, settings, seconds=seconds, memory=memory)
    except NoWorker as error:
        raise BatchRefused(str(error)) from error
