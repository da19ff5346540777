"""An assignment's source read once: settings, notebook, questions and the bank of its MCQs."""

from dataclasses import dataclass
from pathlib import Path

from autograder.records.assignment import Assignment
from autograder.records.checked import read_checked
from autograder.records.course import Course
from autograder.records.errors import NotebookError
from autograder.records.notebook import Notebook, canonical, parse_notebook
from autograder.release.findings import Finding
from autograder.release.lint import find_all
from autograder.release.mcq import read_bank
from autograder.release.source import Source, read_source


@dataclass(frozen=True)
class Loaded:
    """The source of an assignment.

    Attributes:
        settings: What `assignment.toml` says.
        path: Where the notebook lies.
        data: The notebook as it lies on disk.
        notebook: The same in canonical form, naming its assignment.
        source: Its parts, with the bank.
        findings: What lint has to say.
    """

    settings: Assignment
    path: Path
    data: bytes
    notebook: Notebook
    source: Source
    findings: tuple[Finding, ...]


def load_source(course: Course, assignment: str) -> Loaded:
    """Read the source of an assignment.

    Args:
        course: The course.
        assignment: The assignment's id.

    Raises:
        ConfigError: If its settings, its bank or its `checked.json` cannot be read.
        NotebookError: If the notebook is missing, or is not one.
    """
    settings = course.assignment(assignment)
    path = course.sources / assignment / f"{assignment}.ipynb"
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotebookError(f"{path} does not exist; it is the source of {assignment}.") from error
    raw = parse_notebook(data, str(path))
    notebook = canonical(raw)
    notebook["metadata"]["autograder"] = {"assignment": assignment}
    source = read_source(notebook, read_bank(path.parent))
    source.checked = read_checked(path.parent)
    findings = find_all(settings, path.parent, raw, source)
    return Loaded(settings, path, data, notebook, source, tuple(findings))
