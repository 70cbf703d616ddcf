"""Beginning a batch: the store open, the workers ready; and ending it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from perfeval.batch.cluster import ClusterPool
from perfeval.batch.pool import LocalPool, Pool
from perfeval.batch.work import Settings
from perfeval.batch.worker import NoWorker
from perfeval.run import UnknownName, named_standard
from perfeval.store.lock import written_alone
from perfeval.store.store import Store, StoreError


class BatchRefused(ValueError):
    """A batch that cannot begin; the message is for the user."""


@contextmanager
def started(
    store: str, settings: Settings, *, workers: int, scheduler: str | None, seconds: float, memory: int
) -> Iterator[tuple[Store, Pool]]:
    """Give the open store and the pool of a batch; both are closed whatever happens.

    Raises :class:`BatchRefused` where the store, the standard or the scheduler is none, or
    another batch is writing to the store.
    """
    with ExitStack() as open_things:
        try:
            named_standard(settings.standard, settings.select, settings.ignore)
            open_things.enter_context(written_alone(store, settings.language))
            opened = Store.open(store, create=True)
            open_things.callback(opened.close)
            pool = _pool(settings, workers=workers, scheduler=scheduler, seconds=seconds, memory=memory)
        except (UnknownName, StoreError, NoWorker) as error:
            raise BatchRefused(str(error)) from error
        open_things.callback(pool.close)
        yield opened, pool


def _pool(settings: Settings, *, workers: int, scheduler: str | None, seconds: float, memory: int) -> Pool:
    if scheduler is None:
        return LocalPool(workers, settings, seconds=seconds, memory=memory)
    return ClusterPool(scheduler, settings, seconds=seconds, memory=memory)
