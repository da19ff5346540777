"""What a student may read of a result: a record that holds nothing else.

Left out: notes for the reviewer, names and cases of hidden checks, everything about other students,
keys before their date, and what the notebook printed, into which a student could have copied the
inputs of a hidden check.
"""

from dataclasses import dataclass

from autograder.exporters.feedback.trained import TrainingView, trained
from autograder.exporters.told import texts
from autograder.records import result as records
from autograder.records.grades import GradedQuestion, Grades, Note, StudentGrade
from autograder.records.plain_text import visible
from autograder.records.result import CheckResult, QuestionResult, SubmissionResult
from autograder.records.status import Status
from autograder.release.mcq import GradedMcq, McqBank
from gradekit.receipt import receipt_code

_LONGEST = 2000


@dataclass(frozen=True)
class CheckView:
    """A public check: its name, how it went, and what it says."""

    name: str
    words: str
    passed: bool
    message: str


@dataclass(frozen=True)
class ChoiceView:
    """A multiple-choice answer.

    Attributes:
        chosen: Id and text of the option chosen; empty if none was.
        feedback: What the option's author says of it.
        key: Id and text of the right option; empty before the keys' date.
        key_feedback: What its author says of that.
    """

    chosen: str
    feedback: str
    key: str = ""
    key_feedback: str = ""


@dataclass(frozen=True)
class NoteView:
    """What a person says of a question.

    Attributes:
        place: Where, in words; empty for the question as a whole.
        text: What.
        cell: Id of the notebook's cell; empty for none.
    """

    place: str
    text: str
    cell: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question as its student sees it.

    Attributes:
        id: Question id.
        title: Its title.
        points: As in the grades; None while a person has not given any.
        possible: Points.
        bonus: Whether they are on top.
        words: How it went.
        passed: Whether nothing is left to say.
        message: The first thing to tell.
        hint: Hint for a recognised slip; empty if there is none.
        answer: A written answer, the student's own text.
        choice: Choice in a multiple-choice question.
        checks: Public checks.
        further: What the hidden checks came to, in one sentence.
        quoted: What hidden checks say, where they may be quoted.
        trainings: Records of trained networks.
        replay: The smallest call that shows what is wrong, with the line that runs it at home.
        notes: What people say of it.
    """

    id: str
    title: str
    points: float | None
    possible: float
    bonus: bool
    words: str
    passed: bool
    message: str = ""
    hint: str = ""
    answer: str = ""
    choice: ChoiceView | None = None
    checks: tuple[CheckView, ...] = ()
    further: str = ""
    quoted: tuple[str, ...] = ()
    trainings: tuple[TrainingView, ...] = ()
    replay: records.Replay | None = None
    notes: tuple[NoteView, ...] = ()


@dataclass(frozen=True)
class FeedbackView:
    """Everything that one student may read.

    `receipt` is the code that the student's own notebook showed when it packed this very work.
    """

    title: str
    student: str
    file: str
    total: float | None
    possible: float
    late: bool
    message: str
    comment: str
    questions: tuple[QuestionView, ...]
    receipt: str = ""


def view_of(
    grades: Grades,
    row: StudentGrade,
    result: SubmissionResult,
    bank: McqBank,
    *,
    keys: bool,
    quoted: bool = False,
) -> FeedbackView:
    """What one student may read.

    Args:
        grades: Grades of the class; only the assignment and its questions are used.
        row: The student's own row: points and comment as they count.
        result: The student's own result.
        bank: The assignment's MCQs, for the texts of options.
        keys: Whether the keys' date has come.
        quoted: Whether hidden checks may be quoted.
    """
    specs = {question.id: question for question in grades.questions}
    shown = {question.id for question in result.questions} & set(specs)
    whole = [note.flat for note in row.notes if note.question not in shown]
    return FeedbackView(
        title=grades.title,
        student=row.name or row.student,
        file=result.file,
        total=row.total,
        possible=row.possible,
        late=bool(row.late),
        message=_text(row.message or result.message),
        comment=visible("\n".join(whole) if row.notes else row.comment, lines=True),
        questions=tuple(
            _question(specs[question.id], row, question, bank.find(question.id), keys, quoted)
            for question in result.questions
            if question.id in specs
        ),
        receipt=receipt_code(result.provenance.submission_sha256) if result.provenance else "",
    )


def _question(
    spec: GradedQuestion,
    row: StudentGrade,
    result: QuestionResult,
    mcq: GradedMcq | None,
    keys: bool,
    quoted: bool,
) -> QuestionView:
    earned = row.points.get(spec.id)
    written = result.kind == "written"
    # A person's points may differ from the checks': then only the points are said.
    full = earned is not None and earned >= spec.possible
    words = "read by a person" if written else result.status.words
    return QuestionView(
        id=spec.id,
        title=spec.title,
        points=earned,
        possible=spec.possible,
        bonus=spec.bonus,
        words=words,
        passed=full,
        # With checks it is what one of them says.
        message=_text(result.followed if written or result.checks else result.message),
        hint="" if full else _text(result.hint or ""),
        answer=visible(result.answer or "", lines=True) if written else "",
        choice=_choice(result, mcq, keys) if result.kind == "mcq" else None,
        checks=() if result.kind == "mcq" else _checks(result),
        further="" if result.kind == "mcq" else _further(result),
        quoted=() if result.kind == "mcq" else _quoted(result, quoted),
        trainings=tuple(map(trained, result.training)),
        replay=None if full else result.replay,
        notes=tuple(_note(one) for one in row.notes if one.question == spec.id),
    )


def _note(one: Note) -> NoteView:
    line = f"line {one.line}" if one.line else "a cell" if one.cell else ""
    quote = f"“{one.quote}”" if one.quote else ""
    place = ", ".join(part for part in (line, quote) if part)
    return NoteView(visible(place), _text(one.text), one.cell)


def _checks(result: QuestionResult) -> tuple[CheckView, ...]:
    return tuple(
        CheckView(
            _named(check.name), check.status.words, check.status is Status.PASSED, _text(told)
        )
        for check, told in texts(result, hidden=False, quoted=False)
    )


def _quoted(result: QuestionResult, quoted: bool) -> tuple[str, ...]:
    return tuple(_text(told) for _, told in texts(result, hidden=True, quoted=quoted) if told)


def _named(test: str) -> str:
    """The name of a test function as words."""
    return test.removeprefix("test_").replace("_", " ")


def _further(result: QuestionResult) -> str:
    """Hidden checks in one sentence: no name, no number of them, no case."""
    hidden = [check for check in result.checks if check.hidden and check.possible > 0]
    if not hidden:
        return ""
    earned, possible = _sum(hidden), sum(check.possible for check in hidden)
    if earned is None:
        return "Further cases have not been graded yet."
    if earned >= possible:
        return "Further cases that are not shown: all right."
    return f"Further cases that are not shown: {earned:g} of {possible:g} points."


def _sum(checks: list[CheckResult]) -> float | None:
    points = [check.points for check in checks if check.points is not None]
    return round(sum(points), 4) if len(points) == len(checks) else None


def _choice(result: QuestionResult, mcq: GradedMcq | None, keys: bool) -> ChoiceView:
    if mcq is None:
        return ChoiceView(visible(result.answer or ""), "")
    texts = {str(letter): text for letter, text in mcq.options.items()}
    feedback = {str(letter): text for letter, text in mcq.feedback.items()}
    answer = result.answer if result.answer and set(result.answer) <= set(texts) else ""

    def told(letters: str) -> str:
        return "; ".join(f"{letter}: {texts[letter]}" for letter in letters)

    said = " ".join(feedback[letter] for letter in answer)
    if not keys or answer == mcq.key:
        return ChoiceView(told(answer), said)
    return ChoiceView(
        told(answer), said, told(mcq.key), " ".join(feedback[letter] for letter in mcq.key)
    )


def _text(text: str) -> str:
    return visible(text[:_LONGEST], lines=True)
