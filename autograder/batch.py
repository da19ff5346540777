"""A class graded: submissions through Dask, each result on disk as soon as it is there."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dask.distributed import Client, Future, LocalCluster, WorkerPlugin, as_completed, get_worker

import autograder
from autograder.grades import check_folder, result_path, write_grades
from autograder.grading.case_seed import course_secret, keyed
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.grading.ungraded import internal_error, refused
from autograder.intake.find import Found
from autograder.intake.of_course import survey_for
from autograder.intake.submission import take_in
from autograder.intake.survey import Survey
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records import files
from autograder.records.course import Course, find_course
from autograder.records.errors import AutograderError, EngineError, IntakeError, Stopped
from autograder.records.release import Release
from autograder.records.result import SubmissionResult, dump, load
from autograder.training.options import Training

_PLUGIN = "autograder"


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Attributes:
        engine: Name of the engine; None for the strongest that the machine gives.
        strict: Refuse an engine that isolates less than fully.
        scheduler: Address of a Dask scheduler whose workers see the same files; None for threads
            of this process, whose engine runs student code in processes of its own.
        jobs: Submissions graded at the same time here.
        training: How networks are trained.
        format: How the class folder is laid out; found out when None.
    """

    engine: str | None = None
    strict: bool = False
    scheduler: str | None = None
    jobs: int = 2
    training: Training = field(default_factory=Training)
    format: str | None = None


@dataclass(frozen=True)
class Graded:
    """One submission that is done.

    Attributes:
        result: What came of it.
        kept: Whether it was graded by an earlier run.
        number: How many are done, this one included.
        count: Size of the class.
    """

    result: SubmissionResult
    kept: bool
    number: int
    count: int


@dataclass(frozen=True)
class Report:
    """A whole class.

    Attributes:
        opened: The release.
        results: One a student, in the order of the class.
        kept: How many were graded by an earlier run.
        survey: What lay in the class folder.
    """

    opened: OpenedRelease
    results: tuple[SubmissionResult, ...]
    kept: int
    survey: Survey

    @property
    def needs_review(self) -> tuple[SubmissionResult, ...]:
        """Results that a person has to look at."""
        return tuple(result for result in self.results if result.needs_review)


def grade_class(
    course: Course,
    assignment: str,
    submissions: Path,
    out: Path,
    options: Options,
    progress: Callable[[Graded], None] = lambda graded: None,
) -> Report:
    """Grade every submission of a class and write results and grades.

    A result that is there already and was made of the same submission, release, version, seed and
    engine is kept, so that a second run goes on where the first one stopped.

    Args:
        course: The course.
        assignment: Id of the assignment.
        submissions: The class folder.
        out: Folder of the output; made if missing.
        options: How to grade.
        progress: Called after each submission.

    Raises:
        Stopped: After Ctrl-C; says how to go on.
        AutograderError: If there is nothing to grade, nothing to grade with or no room.
    """
    opened = open_release(course, assignment)
    found = (surveyed := survey_for(course, assignment, submissions, out, options.format)).found
    check_folder(out, assignment)
    done: dict[str, SubmissionResult] = {}
    kept = 0
    with _room(out), _client(options) as client:
        client.register_plugin(_Setup(str(course.root), assignment, options), name=_PLUGIN)
        try:
            for student, text, old in _graded(client, found, out, opened.release):
                if not old:
                    files.write_text(result_path(out, student), text)
                done[student] = load(json.loads(text))
                kept += old
                progress(Graded(done[student], old, len(done), len(found)))
        except KeyboardInterrupt:
            raise Stopped(
                f"Stopped: {len(done)} of {len(found)} submissions are graded and kept in {out}. "
                "Run the same command again to go on."
            ) from None
        finally:
            # The workers of a scheduler live on: their engines must not.
            client.unregister_worker_plugin(_PLUGIN)
        results = tuple(done[one.student] for one in found)
        write_grades(out, opened.release, results, found, surveyed.missing)
    return Report(opened, results, kept, surveyed)


def _graded(
    client: Client, found: Sequence[Found], out: Path, release: Release
) -> Iterator[tuple[str, str, bool]]:
    """Student, result as JSON and whether it is an earlier one, in the order of completion."""
    by_future: dict[Future, Found] = {
        client.submit(_grade, one, _earlier(out, one), pure=False, retries=0): one for one in found
    }
    try:
        for future in as_completed(by_future, loop=client.loop):
            one = by_future.pop(future)
            try:
                text = future.result()
            except (Exception, CancelledError) as error:
                if isinstance(error, AutograderError):
                    raise
                # The Dask worker died with it; the others go on.
                text = _text(internal_error(one, release, error))
            path = result_path(out, one.student)
            yield one.student, text or path.read_text(encoding="utf-8"), text is None
    finally:
        client.cancel(list(by_future), force=True)


@dataclass
class _State:
    """What a process needs to grade, set up once."""

    opened: OpenedRelease
    engine: Engine
    form: str
    secret: bytes
    training: Training


class _Setup(WorkerPlugin):  # type: ignore[misc]
    """Opens the release and starts the engine in every process that grades."""

    def __init__(self, root: str, assignment: str, options: Options) -> None:
        self._root = root
        self._assignment = assignment
        self._options = options
        self.state: _State | None = None

    def setup(self, worker: Any) -> None:
        """Called by Dask once a worker."""
        course = find_course(Path(self._root))
        opened = open_release(course, self._assignment)
        engine = pick_engine(
            self._options.engine, strict=self._options.strict, library=Library.of(course)
        )
        form, secret = engine.describe().form, course_secret(course)
        self.state = _State(opened, engine, form, secret, self._options.training)

    def teardown(self, worker: Any) -> None:
        """Called by Dask when a worker ends."""
        if self.state is not None:
            self.state.engine.close()


def _grade(found: Found, earlier: dict[str, Any] | None) -> str | None:
    """The task: one submission's result as JSON, or None if the earlier one still holds."""
    state: _State = get_worker().plugins[_PLUGIN].state
    try:
        return _one(found, state, earlier)
    except IntakeError as error:
        result = refused(found, state.opened, error, engine=state.engine.name, form=state.form)
    except Exception as error:  # noqa: BLE001
        # A fault of ours in one submission must not stop the class, and is never a student's zero.
        result = internal_error(found, state.opened.release, error)
    return _text(result)


def _one(found: Found, state: _State, earlier: dict[str, Any] | None) -> str | None:
    submission = take_in(found, state.opened.wanted)
    trained = state.training.usable
    key = {
        "submission_sha256": submission.sha256,
        "release_sha256": state.opened.sha256,
        "autograder_version": autograder.__version__,
        "seed": keyed(state.secret, state.opened.release.assignment, submission.sha256),
        "engine": state.engine.name,
        "engine_form": state.form,
        "device": trained.device,
        "profile": trained.profile,
    }
    if earlier is not None and earlier.items() >= key.items():
        return None
    return _text(
        grade_submission(
            submission,
            state.opened,
            state.engine,
            secret=state.secret,
            form=state.form,
            training=state.training,
        )
    )


def _text(result: SubmissionResult) -> str:
    return json.dumps(dump(result), indent=1, ensure_ascii=False) + "\n"


def _earlier(out: Path, found: Found) -> dict[str, Any] | None:
    """Provenance of the result that is there, if it is complete and carries a score."""
    try:
        result = load(json.loads(result_path(out, found.student).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        # None there, or one that an older version or another program wrote: graded again.
        return None
    provenance = result.provenance if result.status.scored else None
    return None if provenance is None else provenance.model_dump()


@contextmanager
def _room(out: Path) -> Iterator[None]:
    """Turn a full disk or a folder that cannot be written into one line."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise AutograderError(
            f"{error.filename or out} cannot be written ({error.strerror}). Results written before "
            "are complete; make room and run the same command again to go on."
        ) from error


@contextmanager
def _client(options: Options) -> Iterator[Client]:
    """A Dask client: to the scheduler named, or to threads of this process."""
    if options.scheduler is not None:
        try:
            client = Client(options.scheduler, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"No Dask scheduler answers at {options.scheduler} ({error}); check the address."
            ) from error
        with client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=max(1, options.jobs),
            processes=False,
            # Dask serves a page of its own in any case; on a fixed port two batches would collide.
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=50,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client
