"""Wrong and right answers handed in to an assignment's tests, and what became of each.

Three kinds: the named mistakes of `staff/`; unnamed ones, which are mechanical mutants of the
solution and the answers in `wrong/`; and honest answers in unusual style, those in `honest/` (see
`autograder.verify.answers`). Each is a submission that is graded as any other, by the same code
with the same seeds. Named mistakes are imported from `staff/` by the worker, so
the engine isolates nothing: all that runs is the course's own.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from autograder.diagnosis import Misconception, Question
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.pack import STAFF
from autograder.records.result import QuestionResult
from autograder.specimens import Edit, Material, read_material
from autograder.training.options import Training
from autograder.verify.answers import read_answers
from autograder.verify.mutation import mutants_of
from autograder.verify.signed import Signed, read_signed

NAMED, UNNAMED, HONEST = "named", "unnamed", "honest"
WRONG = "wrong"
_SECRET = b"wrong and right answers"
_QUICK = "quick"


@dataclass(frozen=True)
class TriedAnswer:
    """Something handed in for one question, and what should come of it.

    Attributes:
        id: Unique in the assignment.
        question: Question id.
        kind: `named`, `unnamed` or `honest`.
        edits: Changes against the solution.
        told: What it is, in words: a diff, or a hint's name.
    """

    id: str
    question: str
    kind: str
    edits: tuple[Edit, ...]
    told: str = ""


@dataclass(frozen=True)
class JudgedAnswer:
    """What became of an answer.

    Attributes:
        answer: The answer.
        result: Its question as graded.
        signed: Whether a person has signed that it survives, or its hint.
    """

    answer: TriedAnswer
    result: QuestionResult
    signed: bool = False

    @property
    def lost(self) -> float:
        """Points that it did not get."""
        return self.result.possible - (self.result.points or 0.0)

    @property
    def full(self) -> bool:
        """Whether it kept every point."""
        return self.result.status.scored and self.lost <= 0

    @property
    def hint(self) -> str:
        """Whether the hint is `right`, `silent` or `wrong`."""
        shown = self.result.misconception
        if self.answer.kind == NAMED:
            own = self.answer.id.partition(":")[2]
            return "right" if shown == own else "silent" if shown is None else "wrong"
        if shown is None:
            return "silent"
        return "right" if self.signed else "wrong"


def judge_all(
    course: Course,
    assignment: str,
    *,
    questions: Sequence[str] = (),
    kinds: Sequence[str] = (NAMED, UNNAMED, HONEST),
    only: Callable[[TriedAnswer], bool] = lambda answer: True,
    jobs: int = 2,
    progress: Callable[[JudgedAnswer], None] = lambda judged: None,
) -> list[JudgedAnswer]:
    """Hand in every answer of an assignment.

    Args:
        course: The course.
        assignment: Id of an assignment that has been built.
        questions: Questions; all when empty.
        kinds: Kinds of answers, see `TriedAnswer`.
        only: Says whether an answer is handed in.
        jobs: Answers at the same time.
        progress: Called after each.

    Returns:
        One verdict an answer, in a fixed order.

    Raises:
        ReleaseError: If the assignment has not been built.
        ConfigError: If `mutants.toml`, `staff/` or `honest/` cannot be read.
    """
    opened = open_release(course, assignment)
    material = read_material(course, assignment)
    signed = read_signed(course, assignment)
    wanted = [
        answer
        for answer in _answers(course, assignment, opened, material)
        if answer.kind in kinds and (not questions or answer.question in questions) and only(answer)
    ]
    if not wanted:
        return []

    with (
        closing(pick_engine("local", library=Library.of(course))) as engine,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def one(answer: TriedAnswer) -> JudgedAnswer:
            result = _grade(answer, opened, material, engine)
            judged = JudgedAnswer(answer, result, _signed(signed, answer, result))
            progress(judged)
            return judged

        return list(pool.map(one, wanted))


def _answers(
    course: Course, assignment: str, opened: OpenedRelease, material: Material
) -> Iterator[TriedAnswer]:
    coded = [question.spec.id for question in opened.questions if question.spec.kind == "code"]
    for name in coded:
        staff: Question | None = opened.pack.questions.get(name)
        for item in staff.mistakes if staff is not None else ():
            assert staff is not None
            edits = (_import_of(course.sources / assignment, staff, item, material),)
            yield TriedAnswer(f"{name}:{item.id}", name, NAMED, edits, item.id)
        for mutant in mutants_of(material, name):
            yield TriedAnswer(mutant.id, name, UNNAMED, (mutant.edit,), mutant.diff)
    folder = course.sources / assignment
    for kind, mark, where in ((UNNAMED, "-", WRONG), (HONEST, ":", HONEST)):
        for path in sorted((folder / where).glob("*.py")):
            if path.stem not in coded:
                raise ConfigError(f"{path} is named after no code question of {assignment}.")
            for name, cells in read_answers(path).items():
                yield TriedAnswer(f"{path.stem}{mark}{name}", path.stem, kind, cells, name)


def _import_of(folder: Path, staff: Question, item: Misconception, material: Material) -> Edit:
    """A cell that takes a mistake from `staff/`, after the solution's own last answer cell."""
    lines = [
        *("import importlib", "import sys"),
        f"sys.path.append({str(folder)!r})",
        f'_named = importlib.import_module("{STAFF}.{staff.id}").question.mistake_of("{item.id}")',
    ]
    if isinstance(item.implementation, type):
        # A class of the notebook's own: a check that asks for its source finds one.
        lines.append(f"class {item.variable}(_named):\n    taken_from = {STAFF!r}")
    elif staff.depends_on:
        lines.append(f"globals().update(_named({', '.join(staff.depends_on)}))")
    else:
        lines.append(f"{item.variable} = _named")
    return Edit("after", staff.id, len(material.answers[staff.id]), "code", "\n".join(lines))


def _grade(
    answer: TriedAnswer, opened: OpenedRelease, material: Material, engine: Engine
) -> QuestionResult:
    """Grade one question of a submission; the cells after it cannot change what comes of it."""
    asked = tuple(q for q in opened.questions if q.spec.id == answer.question)
    with tempfile.TemporaryDirectory(prefix="autograder-mutant-") as scratch:
        path = Path(scratch) / f"{material.assignment}.ipynb"
        path.write_bytes(material.draft(answer.edits).notebook_bytes())
        submission = take_in(Found(student=answer.id, source=path), opened.wanted)
    call = f'check("{answer.question}")'
    last = max((n for n, cell in enumerate(submission.cells) if call in cell.source), default=None)
    if last is not None:
        submission = replace(submission, cells=submission.cells[: last + 1])
    # Seeds come from this: an answer meets the same random cases wherever the course lies.
    submission = replace(submission, sha256=sha256(answer.id.encode()).hexdigest())
    result = grade_submission(
        submission,
        replace(opened, questions=asked),
        engine,
        secret=_SECRET,
        training=Training(_QUICK),
    )
    return result.questions[0]


def _signed(signed: Signed, answer: TriedAnswer, result: QuestionResult) -> bool:
    if result.misconception is not None:
        return signed.allows(answer.id, result.misconception)
    return signed.is_equivalent(answer.id)


def survivors(found: Iterable[JudgedAnswer]) -> list[JudgedAnswer]:
    """Wrong answers that kept every point and that nobody has signed as equivalent."""
    return [one for one in found if one.answer.kind != HONEST and one.full and not one.signed]
