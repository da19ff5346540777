"""Gradescope's `results.json`: one a submission, from its result record and its grade."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.sheet import Sheet, number
from autograder.exporters.told import texts
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade
from autograder.records.naming import slug
from autograder.records.plain_text import visible
from autograder.records.result import QuestionResult, SubmissionResult, load

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")
FORMATS = ("text", "html", "simple_format", "md", "ansi")
VISIBILITY = "after_published"
_MOST_OUTPUT = 8 * 1024


def results_json(
    result: SubmissionResult,
    grade: StudentGrade | None = None,
    *,
    visibility: str = VISIBILITY,
    quoted: bool = False,
    seconds: float | None = None,
) -> dict[str, Any]:
    """What Gradescope shows of a submission.

    One entry a question, all of one visibility: a single hidden entry would hide the total from
    students. Hidden cases have no entry of their own; what they say has been written for students.

    Args:
        result: The submission.
        grade: Its row in the class's grades, whose points overrule the result's; None for the
            result alone.
        visibility: Who sees everything, in Gradescope's words.
        quoted: Whether hidden checks may be quoted; see `told.quotes_hidden`.
        seconds: How long grading took.

    Raises:
        ConfigError: If there is no total: Gradescope would show a fault of ours as a score.
    """
    total = grade.total if grade is not None else result.total
    if total is None:
        raise ConfigError(f"{result.student} has no total yet, and Gradescope knows no such thing.")
    points = grade.points if grade is not None else {q.id: q.points for q in result.questions}
    said = [visible(text, lines=True) for text in (result.message, grade.comment if grade else "")]
    content: dict[str, Any] = {
        "score": round(total, 4),
        "output": "\n\n".join(text for text in said if text),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [
            _entry(n, question, points.get(question.id), quoted)
            for n, question in enumerate(result.questions, 1)
        ],
        "extra_data": {"assignment": result.assignment, "schema_version": result.schema_version},
    }
    if seconds is not None:
        content["execution_time"] = round(seconds, 3)
    if result.provenance is not None:
        content["extra_data"]["provenance"] = {
            "submission_sha256": result.provenance.submission_sha256,
            "release_sha256": result.provenance.release_sha256,
            "engine": result.provenance.engine,
            "engine_form": result.provenance.engine_form,
        }
    return content


def _entry(
    position: int, question: QuestionResult, points: float | None, quoted: bool
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "number": str(position),
        "name": f"{question.id} {question.title}",
        "max_score": question.possible,
        "output": _output(question, quoted),
    }
    if points is None:
        # No score yet: without one, Gradescope shows the entry and counts nothing for it.
        return entry
    entry["score"] = points
    entry["status"] = "passed" if points >= question.possible else "failed"
    return entry


def _output(question: QuestionResult, quoted: bool) -> str:
    if question.kind == "written":
        return "Read by a person."
    said = [question.followed] if question.followed else []
    said += [] if question.checks else [question.message]
    said += [f"Hint: {question.hint}"] if question.hint else []
    for hidden in (False, True):
        # A choice is told by its own feedback, which a hidden check holds.
        free = quoted or question.kind == "mcq"
        said += [told for _, told in texts(question, hidden=hidden, quoted=free) if told]
    return visible("\n".join(said), lines=True)[:_MOST_OUTPUT]


def write(request: ExportRequest) -> Export:
    """One file a submission that has a total, by the name of its result."""
    files, missing = {}, []
    for student in request.grades.students:
        if student.total is None or not student.result:
            missing.append(student.student)
            continue
        result = read_result(request.folder / student.result)
        content = results_json(result, student, quoted=request.quoted)
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        files[f"{slug(student.student)}/results.json"] = text.encode("utf-8")
    return Export(files, tuple(missing))


def read_result(path: Path) -> SubmissionResult:
    """Read the result of a submission.

    Raises:
        ConfigError: If it is missing or is none.
    """
    try:
        return load(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}); results lie beside grades.json, so export "
            "from the folder in which the class was graded."
        ) from error
    except (ValueError, ValidationError) as error:
        raise ConfigError(f"{path} is not a result of this version; grade it again.") from error


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Gradescope makes of one `results.json`."""
    del download, request
    try:
        content = json.loads(upload)
    except ValueError as error:
        return AfterImport((Effect(Treatment.REFUSED, "the file", f"not JSON: {error}"),))
    if not isinstance(content, dict):
        return AfterImport((Effect(Treatment.REFUSED, "the file", "not an object"),))
    tests = content.get("tests", [])
    findings = list(_faults(content, tests))
    if findings:
        return AfterImport(tuple(findings))
    scores = [test["score"] for test in tests if "score" in test]
    if "score" in content:
        total = float(content["score"])
        if scores and abs(sum(scores) - total) > 0.005:
            reason = f"the tests add up to {sum(scores):g}; the score at the top counts"
            findings.append(Effect(Treatment.COLUMN_REPOINTED, "score", reason))
    elif scores:
        total = float(sum(scores))
    else:
        return AfterImport(
            (Effect(Treatment.REFUSED, "score", "neither a score nor tests with one"),)
        )
    default = content.get("visibility", "visible")
    unseen = [t for t in tests if t.get("visibility", default) != "visible"]
    hidden = [t.get("name", "a test") for t in unseen if t.get("visibility", default) == "hidden"]
    if hidden or default == "hidden":
        which = hidden[0] if hidden else "everything"
        reason = f"{which} is hidden, and one hidden test hides the total from students"
        findings.append(Effect(Treatment.TOTAL_HIDDEN, "score", reason))
    elif unseen or default != "visible":
        later = unseen[0].get("visibility", default) if unseen else default
        reason = f"students see it {str(later).replace('_', ' ')}"
        findings.append(Effect(Treatment.TOTAL_HIDDEN, "score", reason))
    findings.append(Effect(Treatment.SET, "score", number(total)))
    grades = {("submission", "score"): number(total)}
    grades |= {
        ("submission", str(test.get("name", n))): number(float(test["score"]))
        for n, test in enumerate(tests, 1)
        if "score" in test
    }
    return AfterImport(tuple(findings), grades)


def _faults(content: Mapping[str, Any], tests: Any) -> Sequence[Effect]:
    """What keeps Gradescope from taking the file."""
    found = []
    if not isinstance(tests, list) or not all(isinstance(test, dict) for test in tests):
        return [Effect(Treatment.REFUSED, "tests", "not a list of objects")]
    for where, part in (("the top", content), *((t.get("name", "a test"), t) for t in tests)):
        score = part.get("score", 0)
        if isinstance(score, bool) or not isinstance(score, int | float):
            found.append(Effect(Treatment.REFUSED, where, f"the score {score!r} is not a number"))
        for name, allowed in (
            ("visibility", VISIBILITIES),
            ("stdout_visibility", VISIBILITIES),
            ("status", ("passed", "failed")),
            ("output_format", FORMATS),
            ("name_format", FORMATS),
            ("test_output_format", FORMATS),
            ("test_name_format", FORMATS),
        ):
            if name in part and part[name] not in allowed:
                found.append(
                    Effect(Treatment.REFUSED, where, f"{name} {part[name]!r} is none of {allowed}")
                )
    return found


GRADESCOPE = Exporter(
    name="gradescope",
    summary="Gradescope: a results.json for each submission, into a folder",
    suffix="",
    write=write,
    explain=explain,
    many=True,
)
