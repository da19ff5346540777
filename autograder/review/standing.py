"""Whether the pages beside a class's results are still what those results make.

To draw the pages of a thousand students takes half a minute, and most runs change few results or
none. Beside the pages therefore stands a hash of all that they were made from, and their sizes.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import gradekit
from autograder.records import files
from autograder.records.course import Course
from autograder.records.naming import slug

_NOTE = ".pages.json"


def made_from(
    out: Path, course: Course, assignment: str, submissions: Path | None, form: str | None
) -> str:
    """A hash of results, course, hand-ins (by size and time) and of this program.

    Args:
        out: The folder of results.
        course: The course, and the rest as for `write_site`.
        assignment: Id of what was graded.
        submissions: The class that was graded.
        form: How it is laid out.
    """
    digest = sha256(repr((assignment, form, str(submissions))).encode())
    folders = [course.sources, course.template(assignment), course.solution(assignment)]
    # Another version may count or draw otherwise.
    folders += [course.build / assignment / "release.json", Path(__file__).parents[1]]
    folders.append(Path(gradekit.__file__).parent)
    for path in _below([*folders, out / "results", *sorted(out.glob("grades.*"))]):
        digest.update(f"{path}\0".encode() + sha256(path.read_bytes()).digest())
    for path in _below([submissions] if submissions is not None else []):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size} {about.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def stands(out: Path, assignment: str, hashed: str) -> int:
    """How many pages there are, if all are as they were drawn from this; else 0."""
    try:
        noted = json.loads((out / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    there = {"made_from": hashed, "sizes": _sizes(out, assignment)}
    return len(there["sizes"]) if noted == there else 0


def note(out: Path, assignment: str, hashed: str) -> None:
    """Note what the pages that are there now were drawn from."""
    there = {"made_from": hashed, "sizes": _sizes(out, assignment)}
    files.write_text(out / _NOTE, json.dumps(there) + "\n")


def _sizes(out: Path, assignment: str) -> dict[str, int]:
    """The pages and their pictures, by name."""
    pages = _below([out / "index.html", out / slug(assignment)])
    return {path.relative_to(out).as_posix(): path.stat().st_size for path in pages}


def _below(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in found if one.is_file() and "__pycache__" not in one.parts)
