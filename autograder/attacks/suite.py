"""The attack suite: every case of a corpus through the whole path, zip in and result out.

An attack is contained when nothing shows that it got anywhere: it did not say so, no planted secret
turned up, it earned no more than its honest part, grading ended in time and with a status of the
student's, nothing was left behind, and an honest submission graded right after it by the same
engine kept every point.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.attacks.ground import Range, open_range
from autograder.attacks.report import CaseReport, SuiteReport
from autograder.attacks.tries import TARGET, CorpusCase, Kit, hand_in, hand_in_after, read_corpus
from autograder.grades import result_path, write_grades
from autograder.grading.case_seed import course_secret
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.grading.ungraded import internal_error, refused
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.intake.survey import find_submissions
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.deadline import far
from autograder.isolation.engines.engine import Engine, EngineReport, Worker
from autograder.records import files
from autograder.records.assignment import Limits
from autograder.records.errors import ConfigError, IntakeError
from autograder.records.result import SubmissionResult, dump
from autograder.review.site import write_site

AFTER = "zz-honest-after"
EngineChoice = str | Callable[[], Engine] | None
_SAID = re.compile(r"ESCAPED \S[^\n]*")


@dataclass
class Heard:
    """An engine that remembers all that its workers printed, checks included.

    A result leaves out what is printed during checks; an attack that succeeds there says so there.
    """

    engine: Engine
    name: str = field(init=False)
    outputs: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.name = self.engine.name

    def self_test(self) -> EngineReport:
        """Try the engine."""
        return self.engine.self_test()

    def describe(self) -> EngineReport:
        """What the engine enforces here."""
        return self.engine.describe()

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> Worker:
        """A fresh worker, whose output is kept when it closes."""
        worker = self.engine.start(limits, files, seed)
        close = worker.close

        def listen_and_close() -> None:
            text = worker.output()
            close()
            with self._lock:
                self.outputs.append(text)

        setattr(worker, "close", listen_and_close)  # noqa: B010  (a Worker is a protocol)
        return worker

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()

    def said(self) -> list[str]:
        """Claims of success since the last time."""
        with self._lock:
            text, self.outputs = "\n".join(self.outputs), []
        return sorted(set(_SAID.findall(text)))


@dataclass(frozen=True)
class Suite:
    """A range, an engine that works in it, and what both are good for."""

    corpus: Path
    range: Range
    engine: Heard
    form: str
    opened: OpenedRelease
    secret: bytes

    def run(self, case: CorpusCase) -> CaseReport:
        """Try one case."""
        ground = self.range
        classroom = ground.folder / "class" / case.name.replace("/", "-")
        out = ground.folder / "out" / classroom.name
        kits = [self._kit(classroom / name) for name in (case.header.student, AFTER)]
        hand_in(case, kits[0], self.corpus)
        hand_in_after(kits[1], self.corpus)
        before = ground.snapshot()
        found = {one.source.name: one for one in find_submissions(classroom, TARGET)}
        after_found = found.pop(AFTER)
        began = time.monotonic()
        if case.header.pair:
            results, beside = self._pair(next(iter(found.values())), after_found)
        else:
            results = [self._grade(one) for one in found.values()]
            beside = []
        seconds = time.monotonic() - began
        escapes = self.engine.said()
        after = self._grade(after_found)
        escapes += [f"after it: {text}" for text in self.engine.said()]
        self._write(out, [*results, after])
        for honest in (*beside, after):
            if honest.total != _total(self.opened):
                escapes.append(f"honest work beside or after it got {honest.total} points")
        escapes += ground.left_behind(before) + ground.leaks(out)
        escapes += _shown(case, out)
        # Limits are of CPU time: how long that takes on the clock is the machine's affair, too.
        if seconds > far(case.header.seconds):
            escapes.append(f"grading took {seconds:.1f} s, far over {case.header.seconds:g}")
        return self._verdict(case, results, escapes, seconds)

    def _kit(self, folder: Path) -> Kit:
        folder.mkdir(parents=True)
        ground = self.range
        name = f"{TARGET}.ipynb"
        return Kit(folder, name, ground.places, ground.token, ground.material, ground.folder)

    def _grade(self, found: Found) -> SubmissionResult:
        """Grade as a batch does: one faulty submission never stops the others."""
        try:
            submission = take_in(found, self.opened.wanted)
            return grade_submission(
                submission, self.opened, self.engine, secret=self.secret, form=self.form
            )
        except IntakeError as error:
            return refused(found, self.opened, error, engine=self.engine.name, form=self.form)
        except Exception as error:  # noqa: BLE001  (as in a batch: it becomes a result)
            return internal_error(found, self.opened.release, error)

    def _pair(
        self, attack: Found, honest: Found
    ) -> tuple[list[SubmissionResult], list[SubmissionResult]]:
        """Grade honest work while an attack is being graded."""
        beside: list[SubmissionResult] = []
        thread = threading.Thread(target=lambda: beside.append(self._grade(honest)))
        thread.start()
        results = [self._grade(attack)]
        thread.join()
        return results, beside

    def _write(self, out: Path, results: Sequence[SubmissionResult]) -> None:
        for result in results:
            text = json.dumps(dump(result), indent=1, ensure_ascii=False)
            files.write_text(result_path(out, result.student), text)
        write_grades(out, self.opened.release, results)
        write_site(out)

    def _verdict(
        self,
        case: CorpusCase,
        results: Sequence[SubmissionResult],
        escapes: list[str],
        seconds: float,
    ) -> CaseReport:
        surprises: list[str] = []
        for result in results:
            self._compare(case, result, escapes, surprises)
        if len(results) != 1 and case.header.refused == "no":
            surprises.append(f"{len(results)} submissions were found")
        return CaseReport(
            case.name,
            case.honest,
            tuple(escapes),
            tuple(surprises),
            results[0].total if results else None,
            {q.id: q.status.value for result in results for q in result.questions},
            round(seconds, 3),
        )

    def _compare(
        self, case: CorpusCase, result: SubmissionResult, escapes: list[str], surprises: list[str]
    ) -> None:
        """Hold a result against what the case expects."""
        header = case.header
        if not result.status.scored:
            escapes.append(f"the grader itself failed: {result.status} {result.message[:300]}")
        if not result.questions:
            if header.refused == "no":
                surprises.append(f"it was refused: {result.message}")
            return
        if header.refused == "yes":
            surprises.append("it was taken in")
        expected = case.expected(self.opened.release)
        for question in result.questions:
            want, points = expected[question.id], question.points or 0.0
            if points > want.points and header.refused != "yes":
                escapes.append(f"{question.id} got {points:g} points, earned are {want.points:g}")
            if header.at_most:
                continue
            if points < want.points or question.status.value not in want.status:
                surprises.append(
                    f"{question.id} got {points:g} points ({question.status}): "
                    f"{question.message[:200]}"
                )


@contextmanager
def open_suite(corpus: Path, engine: EngineChoice = None) -> Iterator[Suite]:
    """Compile the target, plant secrets and start the engine among them.

    Args:
        corpus: Folder of the corpus.
        engine: Its name or its maker; None for the strongest.

    Raises:
        AutograderError: If the corpus, the target or the engine is not available.
    """
    with open_range(corpus) as ground:
        opened, secret = open_release(ground.course, TARGET), course_secret(ground.course)
        chosen = Heard(engine() if callable(engine) else pick_engine(engine))
        try:
            form = chosen.self_test().form
            ground.places["form"] = form
            # Written once and kept while the release is open: nothing that a case leaves behind.
            with opened.questions[0].checks[0].support.entered():
                pass
            yield Suite(corpus, ground, chosen, form, opened, secret)
        finally:
            chosen.close()


def run_suite(
    corpus: Path,
    engine: EngineChoice = None,
    progress: Callable[[CaseReport], None] = lambda verdict: None,
    only: Callable[[CorpusCase], bool] = lambda case: True,
) -> SuiteReport:
    """Try every case that the engine's form is to contain.

    Args:
        corpus: Folder of the corpus.
        engine: Its name or its maker; None for the strongest.
        progress: Called after each case.
        only: Which cases to try.

    Raises:
        AutograderError: See `open_suite`; also when no case is left.
    """
    cases = [case for case in read_corpus(corpus) if only(case)]
    with open_suite(corpus, engine) as suite:
        suitable = [case for case in cases if case.honest or suite.form in case.header.forms]
        if not suitable:
            raise ConfigError(f"{corpus} has no case for the form {suite.form}.")
        verdicts = []
        for case in suitable:
            verdicts.append(suite.run(case))
            progress(verdicts[-1])
        skipped = tuple(case.name for case in cases if case not in suitable)
        return SuiteReport(suite.engine.name, suite.form, tuple(verdicts), skipped)


def _total(opened: OpenedRelease) -> float:
    return sum(spec.points for spec in opened.release.questions if not spec.manual)


def _shown(case: CorpusCase, out: Path) -> list[str]:
    """Text that must not reach a person, in the files that people open."""
    found = []
    for path in sorted(out.rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        unwanted = [*case.header.absent]
        if path.suffix == ".html":
            unwanted += case.header.absent_html
        found += [f"{path.name} holds {bad!r}" for bad in unwanted if bad in text]
        if path.suffix == ".csv":
            cells = (cell for line in text.splitlines() for cell in line.split(","))
            found += [f"{path.name} holds the formula {c!r}" for c in cells if c[:1] in "=@" and c]
    return found
