"""The workers of a Dask scheduler as graders. Nothing of Dask is loaded before one is asked for."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from autograder.batch.lost import lost
from autograder.batch.options import About, Job, Setup, as_text
from autograder.records.errors import AutograderError, EngineError
from autograder.records.release import Release

if TYPE_CHECKING:
    from dask.distributed import Future

PLUGIN = "autograder"
ANSWER_SECONDS = "10s"
AHEAD = 2
"""Jobs that are with the cluster for each of its threads, so that none waits for the client."""


class GraderPlugin:
    """Opens the release and starts the engine in every worker of the cluster, once.

    Dask takes any object with these methods that is registered as a plugin of its workers.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.grader: Any = None

    def setup(self, worker: Any) -> None:
        """Called by Dask when a worker starts, or when the plugin reaches it."""
        from autograder.batch.grader import open_grader

        self.grader = open_grader(self._setup)

    def teardown(self, worker: Any) -> None:
        """Called by Dask when a worker ends."""
        if self.grader is not None:
            self.grader.close()


class Cluster:
    """See `options.Graders`. A context manager.

    Args:
        setup: What workers are set up with; they see the same course folder.
        release: The release, for results of submissions that no worker survives.
        address: Of the scheduler.

    Raises:
        AutograderError: If no scheduler answers, or its workers cannot grade.
    """

    def __init__(self, setup: Setup, release: Release, address: str) -> None:
        from dask.distributed import Client, WorkerPlugin

        _check_keys(address)

        class Plugin(GraderPlugin, WorkerPlugin):  # type: ignore[misc]
            """Dask asks for its own class."""

        self._address = address
        self._release = release
        self._about: About | None = None
        self._on_gpu = setup.training.device != "cpu"
        try:
            self._client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"No Dask scheduler answers at {address} ({error}); check the address."
            ) from error
        try:
            self._client.register_plugin(Plugin(setup), name=PLUGIN)
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        # The workers of a scheduler live on: their engines must not. A scheduler that is gone has
        # been told of already.
        with suppress(OSError, ValueError, CancelledError):
            self._client.unregister_worker_plugin(PLUGIN)
        self._client.close()

    def about(self) -> About:
        """See `options.Graders`."""
        if self._about is None:
            try:
                self._about = self._client.submit(_about, pure=False).result()
            except CancelledError:
                raise self._gone() from None
        return self._about

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, str | None]]:
        """See `options.Graders`."""
        from dask.distributed import as_completed

        needs = self._needs()
        by_future: dict[Future, Job] = {}

        def more(count: int) -> "list[Future]":
            added = []
            for _, job in zip(range(count), jobs, strict=False):
                future = self._client.submit(_grade, job, pure=False, retries=0, resources=needs)
                by_future[future] = job
                added.append(future)
            return added

        threads = sum(self._client.nthreads().values())
        running = as_completed(more(AHEAD * max(1, threads)), loop=self._client.loop)
        try:
            for future in running:
                job = by_future.pop(future)
                yield job, self._answer(future, job)
                for added in more(1):
                    running.add(added)
        finally:
            self._client.cancel(list(by_future), force=True)

    def _needs(self) -> dict[str, float] | None:
        """What a task takes of a worker: a GPU, where the workers say that they have some."""
        if not self._on_gpu:
            return None
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return {"GPU": 1} if any("GPU" in one["resources"] for one in workers) else None

    def _answer(self, future: "Future", job: Job) -> str | None:
        from dask.distributed import KilledWorker

        try:
            text: str | None = future.result()
        except CancelledError:
            raise self._gone() from None
        except KilledWorker:
            how = "its Dask worker was lost each time"
            return as_text(lost(job.found, self._release, how))
        except AutograderError:
            raise
        return text

    def _gone(self) -> EngineError:
        return EngineError(
            f"The Dask scheduler at {self._address} is gone; start it again, or grade on this "
            "machine without --scheduler."
        )


def _check_keys(address: str) -> None:
    """Refuse to call a scheduler that speaks TLS without what that takes.

    Raises:
        EngineError: If there is no certificate.
    """
    from dask import config

    names = ("ca-file", "client.cert", "client.key")
    missing = [name for name in names if not config.get(f"distributed.comm.tls.{name}", None)]
    if address.startswith("tls://") and missing:
        variables = (f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in missing)
        told = ", ".join(name.replace(".", "__").replace("-", "_").upper() for name in variables)
        raise EngineError(
            f"The Dask scheduler at {address} speaks TLS. Say with which certificate: set {told} "
            "(see docs/batches.md)."
        )


def _grader() -> Any:
    from dask.distributed import get_worker

    return get_worker().plugins[PLUGIN].grader


def _about() -> About:
    about: About = _grader().about()
    return about


def _grade(job: Job) -> str | None:
    text: str | None = _grader().grade(job)
    return text
