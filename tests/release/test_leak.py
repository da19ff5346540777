"""The leak gate: a leak of each kind is planted in a sound handout and refused."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from autograder.records.errors import ReleaseError
from autograder.records.notebook import (
    Cell,
    Notebook,
    dump_notebook,
    new_cell,
    new_notebook,
    parse_notebook,
    source,
)
from autograder.release import archive
from autograder.release.build import build
from autograder.release.handout_facts import without_own_files
from autograder.release.leak import check_leaks, find_leaks
from autograder.release.load import load_source
from autograder.release.stage import Staged, stage
from gradekit.handout_facts import HANDOUT_NAME
from tests.release.conftest import Built
from tests.small_course import ANSWER, HIDDEN, ID, SOLUTION, cells, find, make_course

NOTEBOOK = f"{ID}.ipynb"
RENAMED = """def slide(data, width):
    n = len(data) - width + 1
    if n < 1:
        raise ValueError("too wide")
    result = np.zeros(n, dtype=float)
    for i in range(n):
        result[i] = np.sum(data[i : i + width])
    return result"""
HIDDEN_BODY = HIDDEN.partition("END TEST CONFIG\n")[2]
FEEDBACK = "Right: ten minus three plus one positions are left for the first value."


@dataclass(frozen=True)
class Handout:
    """What the gate is given."""

    staged: Staged
    members: dict[str, bytes]

    def leaks(self) -> list[str]:
        return find_leaks(ID, self.staged, self.members)

    @property
    def notebook(self) -> Notebook:
        return parse_notebook(self.members[NOTEBOOK], NOTEBOOK)

    def with_notebook(self, notebook: Notebook) -> "Handout":
        data = dump_notebook(notebook).encode()
        return replace(self, members={**self.members, NOTEBOOK: data})

    def with_file(self, name: str, data: bytes, *, declared: bool = True) -> "Handout":
        """A file of that content; declared ones were staged too, so only their content leaks."""
        files = {**self.staged.files, name: data} if declared else self.staged.files
        staged = replace(self.staged, files=files)
        return replace(self, staged=staged, members={**self.members, name: data})


@pytest.fixture(scope="module")
def handout(built: Built) -> Handout:
    staged = stage(built.course, load_source(built.course, ID))
    members = archive.read_zip((built.course.build / ID / "handout.zip").read_bytes())
    members = without_own_files(ID, members)
    # What the build says of itself is added behind the gate.
    del members[HANDOUT_NAME]
    return Handout(staged, members)


def test_a_sound_handout_has_no_leak(handout: Handout) -> None:
    assert handout.leaks() == []


def _add(kind: str, text: str) -> Callable[[Notebook], None]:
    def add(notebook: Notebook) -> None:
        notebook["cells"].append({**new_cell(kind, text), "id": "planted"})

    return add


def _change(text: str, **fields: Any) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        cell = next(cell for cell in notebook["cells"] if text in source(cell))
        cell.update(copy.deepcopy(fields))

    return change


def _metadata(**fields: Any) -> Callable[[Notebook], None]:
    return lambda notebook: notebook["metadata"].update(copy.deepcopy(fields))


def _test_file(notebook: Notebook) -> None:
    tests = notebook["metadata"]["otter"]["tests"]
    tests["q1_1"] += f"\n@test_case(points=1.5, hidden=True)\n{HIDDEN_BODY}\n"


def _test_line(notebook: Notebook) -> None:
    notebook["metadata"]["otter"]["tests"]["Q1"] += "\nkey = 'C'\n"


ANSWER_CELL = "def window_sums(values, size)"
OUTPUT = [{"output_type": "stream", "name": "stdout", "text": "6.0 4.0 0.0 5.0"}]
PICTURE = {"a.png": {"image/png": "AAAA"}}

IN_THE_NOTEBOOK: dict[str, tuple[Callable[[Notebook], None], str]] = {
    "the solution as a new cell": (_add("code", SOLUTION), "the source has no such cell"),
    "the solution in its cell": (
        _change(ANSWER_CELL, source=SOLUTION),
        "shows what the source hides",
    ),
    "a line of the solution": (
        _change(
            ANSWER_CELL,
            source='def window_sums(values, size):\n    """Sums of all windows of `size` '
            'neighbours."""\n    count = len(values) - size + 1\n    ...',
        ),
        "shows what the source hides or does not have: 'count = len(values) - size + 1'",
    ),
    "the solution renamed": (_add("code", RENAMED), "contains the solution of q1_1"),
    "a commented solution": (
        _add("code", "\n".join(f"# {line}" for line in SOLUTION.split("\n"))),
        "contains the solution of q1_1",
    ),
    "a solution in prose": (
        _add("markdown", f"Try this:\n```python\n{RENAMED}\n```"),
        "contains the solution of q1_1",
    ),
    "a marker": (_change(ANSWER_CELL, source="x = 1  # SOLUTION"), "a solution marker"),
    "a hidden test as a cell": (
        _add("code", HIDDEN_BODY),
        "contains the hidden test test_all_windows of q1_1",
    ),
    "a hidden test in the metadata": (
        _test_file,
        "tests of q1_1: test_all_windows is not a public test of the source",
    ),
    "an unknown line in the metadata": (_test_line, "tests of Q1: an unknown line: \"key = 'C'\""),
    "the model answer": (_add("markdown", ANSWER), "contains the model answer of w1_1"),
    "a typed key": (_change('Q1 = mcq("Q1")', source='Q1 = mcq("Q1", "C")'), "the key of Q1"),
    "a key in prose": (_change("That is all", source="That is all. Q1: C"), "the key of Q1"),
    "feedback": (_add("markdown", f"Mind: {FEEDBACK}"), "contains the feedback of Q1 on C"),
    "a raw cell": (_add("raw", "# BEGIN TESTS"), "a raw cell, which only instructors should see"),
    "an output": (_change("import numpy", outputs=OUTPUT), "cell 2: an output"),
    "an execution count": (_change("import numpy", execution_count=3), "an execution count"),
    "an attachment": (_change("That is all", attachments=PICTURE), "an attachment"),
    "a field": (_change("import numpy", prompt="7"), "unknown fields prompt"),
    "cell metadata": (
        _change("import numpy", metadata={"executionInfo": {"user": {"displayName": "Ada L."}}}),
        "metadata that the source does not have: executionInfo",
    ),
    "a tag": (
        _change("import numpy", metadata={"tags": ["key_C"]}),
        "metadata that the source does not have: key_C",
    ),
    "Colab's user": (
        _metadata(colab={"provenance": [{"user": {"displayName": "Ada", "userId": "1"}}]}),
        "notebook metadata 'colab', which may name a person",
    ),
    "authors": (_metadata(authors=[{"name": "Ada"}]), "notebook metadata 'authors'"),
    "widget state": (
        _metadata(widgets={"application/vnd.jupyter.widget-state+json": {}}),
        "the state of widgets",
    ),
    "a kernel of a person": (
        _metadata(kernelspec={"name": "ada-env", "display_name": "Ada", "language": "python"}),
        "kernelspec in the metadata is not the fixed one",
    ),
    "an entry of ours": (
        _metadata(autograder={"assignment": ID, "answers": {"Q1": "C"}}),
        "unknown entries under 'autograder'",
    ),
    "a broken cell": (_change("import numpy", source="import numpy as"), "does not parse"),
    "a changed kind": (
        _change("That is all", cell_type="code", outputs=[], execution_count=None),
        "is a code cell, in the source markdown",
    ),
}


@pytest.mark.parametrize("kind", IN_THE_NOTEBOOK)
def test_a_leak_in_the_notebook_is_refused(kind: str, handout: Handout) -> None:
    plant, words = IN_THE_NOTEBOOK[kind]
    notebook = handout.notebook
    plant(notebook)
    leaks = handout.with_notebook(notebook).leaks()
    assert any(words in leak for leak in leaks), leaks


def _module(code: str) -> bytes:
    return f'"""A helper of the course."""\n\n\n{code}\n'.encode()


def _questions(change: Callable[[dict[str, Any]], None]) -> Callable[[Handout], bytes]:
    def make(handout: Handout) -> bytes:
        content = json.loads(handout.members["questions.json"])
        change(content)
        return json.dumps(content, indent=1).encode()

    return make


def _set_key(content: dict[str, Any]) -> None:
    content["graded"]["Q1"]["key"] = "C"


def _set_feedback(content: dict[str, Any]) -> None:
    content["graded"]["Q1"]["title"] = FEEDBACK


def _set_hash(content: dict[str, Any]) -> None:
    content["practice"]["P1"]["title"] = "8a1f" * 16


Content = bytes | Callable[[Handout], bytes]
IN_A_FILE: dict[str, tuple[str, Content, str]] = {
    "solution": ("gradekit/helper.py", _module(SOLUTION), "contains the solution of q1_1"),
    "renamed": ("gradekit/helper.py", _module(RENAMED), "contains the solution of q1_1"),
    "hidden test": ("gradekit/helper.py", _module(HIDDEN_BODY), "contains the hidden test"),
    "model answer": ("hints.md", ANSWER.encode(), "contains the model answer of w1_1"),
    "key": ("gradekit/helper.py", _module('KEYS = {"Q1": "C"}'), "the key of Q1"),
    "answer": ("data.json", b'{"answers": {"Q1": {"choice": "C"}}}', "the key of Q1"),
    "answers.json": ("answers.json", b"{}", "answers of an instructor"),
    "graded key": ("questions.json", _questions(_set_key), "graded questions carry key"),
    "feedback": ("questions.json", _questions(_set_feedback), "contains the feedback of Q1 on C"),
    "hash": ("questions.json", _questions(_set_hash), "a hash, from which a key can be found"),
    "no questions": ("questions.json", b"[]", "is not what the build writes"),
    "home folder": ("hints.md", b"see /home/ada/grading/key.txt", "a folder of somebody's machine"),
    "e-mail": ("hints.md", b"ask ada.l@example.edu", "an e-mail address"),
    "unknown type": ("model.pkl", b"abc", "files of type .pkl cannot be examined"),
    "not text": ("hints.md", b"\xff\xfe\x00", "not UTF-8 text and of no known format"),
}


@pytest.mark.parametrize("kind", IN_A_FILE)
def test_a_leak_in_a_declared_file_is_refused(kind: str, handout: Handout) -> None:
    name, content, words = IN_A_FILE[kind]
    data = content if isinstance(content, bytes) else content(handout)
    leaks = handout.with_file(name, data).leaks()
    assert any(leak.startswith(f"{name}: ") and words in leak for leak in leaks), leaks


def test_a_file_that_nobody_declared_is_refused(handout: Handout) -> None:
    leaks = handout.with_file("notes.txt", b"nothing", declared=False).leaks()
    assert leaks == ["notes.txt: a file that the assignment does not declare"]


def test_a_file_that_was_exchanged_is_refused(handout: Handout) -> None:
    leaks = handout.with_file("gradekit/__init__.py", b'"""Other."""\n', declared=False).leaks()
    assert leaks == ["gradekit/__init__.py: is not the file that was staged"]


def test_a_notebook_that_is_none_is_refused(handout: Handout) -> None:
    members = {**handout.members, NOTEBOOK: b"{}"}
    assert "not a notebook" in replace(handout, members=members).leaks()[0]


def test_the_message_counts_the_leaks_and_says_that_nothing_was_released(handout: Handout) -> None:
    notebook = handout.notebook
    _add("raw", "x")(notebook)
    _add("code", RENAMED)(notebook)
    spoiled = handout.with_notebook(notebook)
    with pytest.raises(ReleaseError) as caught:
        check_leaks(ID, spoiled.staged, spoiled.members)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("The student version of s1_small is refused, ")
    assert lines[-1].endswith("nothing was released.")


def test_a_solution_that_the_source_itself_shows_is_refused(tmp_path: Path) -> None:
    given: list[Cell] = cells()
    at = given.index(find(given, "That is all"))
    given[at:at] = [
        new_cell("code", RENAMED, tags=["otter_ignore"]),
        new_cell("code", 'mcq("Q1", "C")', tags=["otter_ignore"]),
        new_cell("markdown", FEEDBACK),
    ]
    course = make_course(tmp_path, new_notebook(given, ID))
    with pytest.raises(ReleaseError, match="leaks") as caught:
        build(course, ID)
    for words in ("solution of q1_1", "the key of Q1", "feedback of Q1 on C"):
        assert words in str(caught.value)
    assert not course.template(ID).exists()


def test_public_code_that_shares_idioms_with_a_solution_passes(handout: Handout) -> None:
    alike = _module(
        "def show(values, size):\n"
        "    fig, axes = plt.subplots(1, len(values))\n"
        "    for start in range(len(values) - size + 1):\n"
        "        axes[start].plot(values[start : start + size])\n"
        "    return fig\n"
    )
    assert handout.with_file("gradekit/helper.py", alike).leaks() == []
