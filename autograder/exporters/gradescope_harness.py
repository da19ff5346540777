"""What `run_autograder` runs on Gradescope: one submission, graded apart from the tests.

A fault of ours leaves no results file, which Gradescope shows as a failure of the autograder and
not as a zero. Lateness is read from Gradescope's own times, never from the clock.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.exporters.gradescope import results_json
from autograder.exporters.gradescope_zip import SETTINGS
from autograder.exporters.told import quotes_hidden
from autograder.grading.case_seed import course_secret
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records import files
from autograder.records.course import find_course
from autograder.records.errors import AutograderError, ConfigError, IntakeError
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.status import Status
from autograder.training.options import Training

_FAULT, _DONE = 1, 0
_ROOT = "AUTOGRADER_ROOT"


@dataclass(frozen=True)
class Metadata:
    """What Gradescope says of a submission.

    Attributes:
        student: Names of those who hand in, joined.
        late_seconds: After the due date that holds for them; None where none is set.
    """

    student: str
    late_seconds: float | None


def read_metadata(path: Path) -> Metadata:
    """Read `submission_metadata.json`.

    Raises:
        ConfigError: If it is missing or not what Gradescope writes.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        users = data.get("users") or []
        names = ", ".join(str(user.get("name") or user.get("email") or "") for user in users)
        dues = [due for user in users if (due := _due(user.get("assignment")))]
        # An extension of one member is one of the group.
        due = max(dues, default=_due(data.get("assignment")))
        created = datetime.fromisoformat(data["created_at"])
        late = None if due is None else (created - due).total_seconds()
        return Metadata(names.strip(", ") or f"submission-{data.get('id', '')}", late)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path} is not what Gradescope writes ({error}).") from error


def _due(assignment: Mapping[str, Any] | None) -> datetime | None:
    text = (assignment or {}).get("due_date")
    return datetime.fromisoformat(text) if text else None


def run(root: Path) -> int:
    """Grade the submission below `root` and write its results.

    Args:
        root: `/autograder` on Gradescope.

    Returns:
        0 when results were written, 1 when a fault of ours or of the machine left none.
    """
    out = root / "results" / "results.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    try:
        settings = json.loads((root / "source" / SETTINGS).read_text(encoding="utf-8"))
        course = find_course(root / "source" / "course")
        opened = open_release(course, settings["assignment"])
        known = read_metadata(root / "submission_metadata.json")
        # An engine that isolates nothing would hand the hidden tests to whoever asks for them.
        engine = pick_engine(strict=True, library=Library.of(course))
        try:
            form = engine.describe().form
            print(f"engine {engine.name}, {form} form", flush=True)
            secret, quoted = course_secret(course), quotes_hidden(course, settings["assignment"])
            job = _Job(out, settings["visibility"], known, opened, engine, secret, quoted=quoted)
            result = job.grade(root / "submission", Training(settings["profile"]))
        finally:
            engine.close()
        if result.total is None:
            raise AutograderError(f"No total: {' '.join(result.notes) or result.message}")
        job.write(result)
    except (AutograderError, OSError, ValueError, KeyError) as error:
        out.unlink(missing_ok=True)
        print(f"Not graded, a fault of ours or of the machine: {error}", file=sys.stderr)
        return _FAULT
    return _DONE


class _Job:
    """One submission on its way to `results.json`, which is written after each question."""

    def __init__(
        self,
        out: Path,
        visibility: str,
        known: Metadata,
        opened: OpenedRelease,
        engine: Engine,
        secret: bytes,
        *,
        quoted: bool = False,
    ) -> None:
        self._out = out
        self._visibility = visibility
        self._known = known
        self._opened = opened
        self._engine = engine
        self._secret = secret
        self._began = time.monotonic()
        self._quoted = quoted
        self._so_far: dict[str, QuestionResult] = {}

    def grade(self, work: Path, training: Training) -> SubmissionResult:
        """Grade the folder of the submission; what cannot be taken in has 0 points and a reason."""
        late = None if self._known.late_seconds is None else self._known.late_seconds > 0
        found = Found(self._known.student, work, late)
        try:
            submission = take_in(found, self._opened.wanted)
        except IntakeError as error:
            return self._result((), Status.ERROR, str(error))
        return grade_submission(
            submission,
            self._opened,
            self._engine,
            secret=self._secret,
            training=training,
            told=self._told,
        )

    def write(self, result: SubmissionResult) -> None:
        """Write what Gradescope reads."""
        seconds = time.monotonic() - self._began
        content = results_json(
            result, visibility=self._visibility, quoted=self._quoted, seconds=seconds
        )
        late = self._known.late_seconds or 0.0
        if late > 0:
            said = f"Handed in {_span(late)} late."
            content["output"] = f"{said}\n\n{content['output']}".strip()
            content["extra_data"]["late_seconds"] = late
        files.write_text(self._out, json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def _told(self, question: QuestionResult) -> None:
        """Keep what is known so far, should Gradescope's time be up before the end."""
        self._so_far[question.id] = question
        order = [spec.id for spec in self._opened.release.questions]
        done = tuple(self._so_far[name] for name in order if name in self._so_far)
        rest = [name for name in order if name not in self._so_far]
        if rest:
            text = f"Graded in part: {', '.join(rest)} had not been reached. A person looks at it."
            self.write(self._result(done, Status.PASSED, text))

    def _result(
        self, questions: tuple[QuestionResult, ...], status: Status, message: str
    ) -> SubmissionResult:
        release = self._opened.release
        return SubmissionResult(
            assignment=release.assignment,
            student=self._known.student,
            file="submission",
            status=status,
            possible=release.possible,
            message=message,
            questions=questions,
            needs_review=True,
        )


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours)
    return " ".join([*parts, f"{minutes} min"])


if __name__ == "__main__":
    sys.exit(run(Path(os.environ.get(_ROOT, "/autograder"))))
