"""Shards put together, once it is proved that they are the class: each submission graded once."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.batch.options import BatchReport, Shard
from autograder.batch.shards import ShardRecord, check_part, mark_of, read_part
from autograder.grades import check_folder, result_path, write_grades
from autograder.grading.case_seed import course_secret, keyed
from autograder.intake.find import Found
from autograder.intake.of_course import survey_for, wanted_for
from autograder.intake.submission import take_in
from autograder.records import files
from autograder.records.course import Course
from autograder.records.errors import AutograderError, ConfigError, IntakeError
from autograder.records.plain_text import visible
from autograder.records.release import read_release, release_sha256
from autograder.records.result import Provenance, SubmissionResult, load
from autograder.records.seal import holds

_NAMED = 5

_WAYS: dict[str, Callable[[ShardRecord], str]] = {
    "the release": lambda part: part.about.release_sha256[:12],
    "the version of the autograder": lambda part: part.autograder_version,
    "the engine": lambda part: f"{part.about.engine} ({part.about.form})",
    "the profile": lambda part: f"{part.about.profile} on {part.about.device}",
    "the course's secret, which seeds hidden cases": lambda part: part.secret,
}
"""What all shards have in common, and how it is told."""


@dataclass(frozen=True)
class _Opened:
    """A shard's folder and its record."""

    folder: Path
    part: ShardRecord


def merge(
    course: Course,
    assignment: str,
    submissions: Path,
    shards: Sequence[Path],
    out: Path,
    form: str | None = None,
) -> BatchReport:
    """Put the shards of a class together and write results and grades.

    It holds the shards against the class itself: every submission that lies in the class folder was
    graded exactly once, as it lies there, by the release that is compiled here, and all by the same
    engine, profile and secret. Results are believed under the course's seal only.

    Args:
        course: The course, with the secret that the shards were graded with.
        assignment: Id of the assignment.
        submissions: The class folder.
        shards: Output folders of the shards, in any order.
        out: Folder of the output; made if missing.
        form: How the class folder is laid out; found out when None.

    Raises:
        ConfigError: If anything is missing, doubled or different; it says what. Nothing is written.
        AutograderError: If the class or the release cannot be read, or there is no room.
    """
    course.assignment(assignment)
    folder = course.build / assignment
    release = read_release(folder / "release.json")
    surveyed = survey_for(course, assignment, submissions, out, form)
    check_folder(out, assignment)
    check_part(out, assignment, None)
    opened = [_Opened(one, read_part(one)) for one in shards]
    problems = [
        *_complete(opened, assignment),
        *_alike(opened),
        *_here(opened, course, release_sha256(folder)),
        *_same_class(opened, [one.student for one in surveyed.found]),
    ]
    _refuse(problems, assignment)
    texts = dict(_texts(opened))
    _refuse(_graded_once(surveyed.found, texts, opened[0].part, course), assignment)
    results = tuple(load(json.loads(texts[one.student])) for one in surveyed.found)
    try:
        for one in surveyed.found:
            files.write_text(result_path(out, one.student), texts[one.student])
        write_grades(out, release, results, surveyed.found, surveyed.missing)
    except OSError as error:
        raise AutograderError(
            f"{out} cannot be written ({error.strerror}); make room and merge again."
        ) from error
    return BatchReport(release, results, len(results), surveyed)


def _refuse(problems: Iterator[str] | Sequence[str], assignment: str) -> None:
    found = list(problems)
    if found:
        lines = "".join(f"\n  {line}" for line in found)
        raise ConfigError(f"The shards of {assignment} cannot be merged:{lines}")


def _complete(opened: Sequence[_Opened], assignment: str) -> Iterator[str]:
    """All shards of one split are there, each once."""
    if not opened:
        yield "No shard is named; name the output folder of each."
        return
    for one in opened:
        if one.part.assignment != assignment:
            yield f"{one.folder} holds a shard of {one.part.assignment}."
    splits = Counter(one.part.of for one in opened)
    of = splits.most_common(1)[0][0]
    for one in opened:
        if one.part.of != of:
            yield f"{one.folder} is shard {one.part.shard}, the others are of {of} shards."
    numbers = defaultdict(list)
    for one in opened:
        numbers[one.part.number].append(str(one.folder))
    for number, folders in sorted(numbers.items()):
        if len(folders) > 1:
            yield f"Shard {number}/{of} is there more than once: {', '.join(folders)}."
    missing = [str(Shard(number, of)) for number in range(1, of + 1) if number not in numbers]
    if missing:
        yield f"Missing: shard {_names(missing)}."


def _alike(opened: Sequence[_Opened]) -> Iterator[str]:
    """All were graded in the same way."""
    for what, say in _WAYS.items():
        by_way = defaultdict(list)
        for one in opened:
            by_way[say(one.part)].append(str(one.part.shard))
        if len(by_way) > 1:
            ways = "; ".join(f"{way}: shard {_names(of)}" for way, of in by_way.items())
            yield f"They differ in {what}: {ways}."


def _here(opened: Sequence[_Opened], course: Course, sha256: str) -> Iterator[str]:
    """What is here is what they were graded by; one sentence each, since all are alike."""
    part = opened[0].part if opened else None
    if part is None:
        return
    if part.about.release_sha256 != sha256:
        yield (
            f"They were graded by release {part.about.release_sha256[:12]}, and {sha256[:12]} is "
            "compiled here; merge where the same one is."
        )
    if part.secret != mark_of(course):
        secret = course.build / course.settings.secret_file
        yield f"They were graded with another secret than {secret}; copy theirs here."
    if part.autograder_version != autograder.__version__:
        yield f"They were graded by version {part.autograder_version} of the autograder."


def _same_class(opened: Sequence[_Opened], students: Sequence[str]) -> Iterator[str]:
    """All saw the class that is here, and their parts are disjoint and complete."""
    there = set(students)
    for one in opened:
        seen = set(one.part.students)
        if there - seen:
            yield f"Shard {one.part.shard} did not see {_names(sorted(there - seen))}."
        if seen - there:
            yield f"Shard {one.part.shard} saw {_names(sorted(seen - there))}, who is not here."
    graded = Counter(student for one in opened for student in one.part.graded)
    doubled = sorted(student for student, times in graded.items() if times > 1)
    missing = sorted(there - graded.keys())
    if doubled:
        yield f"Graded by more than one shard: {_names(doubled)}."
    if missing:
        yield f"Graded by no shard: {_names(missing)}."


def _texts(opened: Sequence[_Opened]) -> Iterator[tuple[str, str]]:
    for one in opened:
        for student in one.part.graded:
            path = result_path(one.folder, student)
            if path.is_file():
                yield student, path.read_text(encoding="utf-8")


def _graded_once(
    found: Sequence[Found], texts: Mapping[str, str], part: ShardRecord, course: Course
) -> Iterator[str]:
    """Every result is there, is of the work that lies here, and is as it was written."""
    secret, wanted = course_secret(course), wanted_for(course, part.assignment)
    for one in found:
        name = visible(one.student)
        text = texts.get(one.student)
        if text is None:
            yield f"The result of {name} is missing; run its shard again."
            continue
        try:
            result = load(json.loads(text))
        except ValueError:
            yield f"The result of {name} is cut off or of another version; run its shard again."
            continue
        if (result.assignment, result.student) != (part.assignment, one.student):
            yield f"The result of {name} is one of {visible(result.student)}, {result.assignment}."
        elif result.provenance is None:
            # A fault of ours: it has its row and asks for a person, as in a class of one piece.
            continue
        else:
            try:
                sha256 = take_in(one, wanted).sha256
            except IntakeError:
                sha256 = ""
            yield from _of_this_work(name, result, result.provenance, sha256, part, secret)


def _of_this_work(
    name: str,
    result: SubmissionResult,
    by: Provenance,
    sha256: str,
    part: ShardRecord,
    secret: bytes,
) -> Iterator[str]:
    if by.submission_sha256 != sha256:
        yield f"The work of {name} is not what was graded; run its shard again."
        return
    ours = (part.about.release_sha256, part.about.engine, part.about.form)
    if (by.release_sha256, by.engine, by.engine_form) != ours:
        yield f"The result of {name} is of another release or engine than its shard says."
    if sha256 and by.seed != keyed(secret, part.assignment, sha256):
        yield f"The result of {name} was graded with another seed."
    if sha256 and not holds(result, secret):
        yield f"The result of {name} was changed after it was graded."


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(visible(name) for name in names[:_NAMED])
    return shown + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
