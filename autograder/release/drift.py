"""Whether what is committed is what the source compiles to."""

from pathlib import Path

from autograder.records.course import Course
from autograder.records.errors import ReleaseError
from autograder.records.notebook import Notebook, is_canonical, read_notebook, source
from autograder.release import archive
from autograder.release.execute import is_executed


def drift(
    course: Course, assignment: str, template: Path, solution: Notebook, origin: Path
) -> None:
    """Hold the committed student version and solution against what the source compiles to.

    Args:
        course: The course.
        assignment: The assignment's id.
        template: The student version as it should be; compared byte for byte.
        solution: The solved notebook as it should be; compared by its cells, for outputs vary
            with the machine.
        origin: The source notebook; it should be in canonical form.

    Raises:
        ReleaseError: With every file that differs and the command that renews it.
    """
    found = []
    if not is_canonical(origin.read_bytes(), str(origin)):
        found.append(f"{_told(course, origin)} is not in canonical form")
    committed = course.template(assignment)
    old = archive.read_folder(committed) if committed.is_dir() else {}
    new = archive.read_folder(template)
    for name in sorted(old.keys() | new.keys()):
        where = _told(course, committed / name)
        if name not in old:
            found.append(f"{where} is missing")
        elif name not in new:
            found.append(f"{where} is not part of the student version")
        elif old[name] != new[name]:
            found.append(f"{where} differs from what the source compiles to")
    path = course.solution(assignment) / f"{assignment}.ipynb"
    found += [f"{_told(course, path)} {problem}" for problem in _solution_problems(path, solution)]
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise ReleaseError(
            f"{assignment} has drifted from its source:\n{lines}\n"
            f"Renew it with: autograder build {assignment}"
        )


def _solution_problems(path: Path, solution: Notebook) -> list[str]:
    if not path.is_file():
        return ["is missing"]
    committed = read_notebook(path)
    if _cells(committed) != _cells(solution):
        return ["has other cells than the source compiles to"]
    return [] if is_executed(committed) else ["has not been executed"]


def _cells(notebook: Notebook) -> list[tuple[object, ...]]:
    return [
        (cell["id"], cell["cell_type"], source(cell), cell["metadata"])
        for cell in notebook["cells"]
    ] + [(notebook["metadata"],)]


def _told(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()
