"""The leak gate: nothing of the instructor's reaches students. It fails closed.

By structure: every file and every cell of the student version is one that is known beforehand.
By likeness: no text of it contains a solution, a hidden test or a feedback, renamed or not.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from autograder.records.assignment import Allowed
from autograder.records.errors import NotebookError, ReleaseError
from autograder.records.notebook import parse_notebook, source
from autograder.release.leak_files import misfits, readable
from autograder.release.leak_notebook import leaks_in_notebook
from autograder.release.likeness import (
    NAMED,
    RENAMED,
    WORDS,
    Needle,
    Shingles,
    code_tokens,
    renamed,
    words,
)
from autograder.release.markers import strip
from autograder.release.mcq import ANSWERS_FILE, QUESTIONS_FILE, McqBank, questions_json
from autograder.release.source import Numbered, Source
from autograder.release.stage import Staged
from autograder.release.testcell import TestCell, read_test

_PERSONAL = (
    (re.compile(r"/(home|Users)/[\w.-]+/|[A-Z]:\\+Users\\"), "a folder of somebody's machine"),
    (re.compile(r"\b[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b"), "an e-mail address"),
    (re.compile(r'"(displayName|photoUrl|userId)"'), "the account of a Colab user"),
    (re.compile(r"application/vnd\.jupyter\.widget-state"), "the state of widgets"),
)
_SHOWN = {"title", "stem", "options", "several"}
_DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")


@dataclass(frozen=True)
class Text:
    """A text of the student version: where it is, and its shingles in each measure."""

    where: str
    named: Shingles
    renamed: Shingles
    words: Shingles


@dataclass(frozen=True)
class Secret:
    """Something that no student file may contain: how messages name it, and how to look for it."""

    what: str
    named: Needle | None = None
    renamed: Needle | None = None
    words: Needle | None = None

    def is_in(self, text: Text) -> bool:
        """Whether the text contains the secret, renamed or not."""
        pairs = (
            (self.named, text.named),
            (self.renamed, text.renamed),
            (self.words, text.words),
        )
        return any(needle is not None and needle.is_in(there) for needle, there in pairs)


def check_leaks(
    assignment: str, staged: Staged, members: Mapping[str, bytes], allow: Sequence[Allowed] = ()
) -> tuple[str, ...]:
    """Refuse a handout that shows anything of the instructor's.

    Args:
        assignment: The assignment's id.
        staged: What was compiled.
        members: Every file of the handout as students will get it.
        allow: Findings that the instructor has looked at.

    Returns:
        What was let pass and why, and what is allowed though nothing is found.

    Raises:
        ReleaseError: With every leak that was found, one a line.
    """
    found, notes = _judged(find_leaks(assignment, staged, members), allow)
    if found:
        lines = "\n".join(f"  {leak}" for leak in found)
        count = f"{len(found)} leak{'s' if len(found) > 1 else ''}"
        raise ReleaseError(
            f"The student version of {assignment} is refused, {count}:\n{lines}\n"
            "Correct the source, or write under `allow` in assignment.toml why a finding is not "
            "a leak; nothing was released."
        )
    return notes


def _judged(found: Sequence[str], allow: Sequence[Allowed]) -> tuple[list[str], tuple[str, ...]]:
    """What is left of the findings, and notes on what is allowed."""
    left, notes, used = [], [], set()
    for finding in found:
        where, _, what = finding.partition(": ")
        passed = [entry for entry in allow if entry.file == where and entry.what in what]
        used.update(passed)
        if passed:
            notes.append(f"allowed: {finding} ({passed[0].reason})")
        else:
            left.append(finding)
    notes += [
        f"`allow` names {entry.file}, where nothing is found; remove the entry"
        for entry in allow
        if entry not in used
    ]
    return left, tuple(notes)


def find_leaks(assignment: str, staged: Staged, members: Mapping[str, bytes]) -> list[str]:
    """Every leak in the order of the files, each as `file: what`; see `check_leaks`."""
    bank = staged.source.bank
    notebook = f"{assignment}.ipynb"
    found = list(_unknown_files(notebook, staged, members))
    if notebook in members:
        found += leaks_in_notebook(notebook, members[notebook], staged.source)
    found += _questions(assignment, bank, members.get(QUESTIONS_FILE, b""))
    secrets = collect_secrets(staged.source)
    for name, data in sorted(members.items()):
        for where, text in readable(name, data):
            found += [f"{where}: {what}" for pattern, what in _PERSONAL if pattern.search(text)]
            found += _keys(where, text, bank)
            for part in _texts(where, data, text):
                found += [f"{part.where}: contains {s.what}" for s in secrets if s.is_in(part)]
    return list(dict.fromkeys(found))


def secrets_in(text: str, staged: Staged) -> list[str]:
    """Solutions, model answers and hidden tests that a text for students contains.

    Feedback on options is not among them: a student who chose one may read it.
    """
    read = _read("text", text)
    return [secret.what for secret in _answers_and_tests(staged.source) if secret.is_in(read)]


def collect_secrets(staged: Source) -> list[Secret]:
    """Solutions, model answers, hidden tests and feedback of a staged assignment."""
    secrets = _answers_and_tests(staged)
    for mcq in staged.bank.graded:
        shown = _read("", "\n".join((mcq.stem, *mcq.options.values())))
        for letter, feedback in mcq.feedback.items():
            what = f"the feedback of {mcq.id} on {letter}"
            secrets.append(_secret_text(what, feedback, shown))
    return secrets


def _answers_and_tests(staged: Source) -> list[Secret]:
    nothing = _read("", "")
    secrets: list[Secret] = []
    for question in staged.questions:
        secrets += _solutions(question.id, question.solutions, nothing)
    marked = [n for n in staged.public if n.kind == "code" and strip(n.text).secrets]
    for numbered in marked:
        secrets += _solutions(f"cell {numbered.number}", [numbered], nothing)
    tests = [
        (question.id, read_test(numbered, ok_format=staged.ok_format))
        for question in staged.questions
        for numbered in question.tests
    ]
    bodies = [(name, test, _body(test)) for name, test in tests if test.code]
    public = _read("", "\n".join(body for _, test, body in bodies if not test.hidden))
    for name, test, body in bodies:
        if test.hidden:
            called = f" {test.function.name}" if test.function is not None else ""
            what = f"the hidden test{called} of {name}"
            secrets.append(_secret_code(what, code_tokens(body), public))
    return secrets


def _solutions(name: str, cells: Sequence[Numbered], known: Text) -> Iterator[Secret]:
    """Each solution cell as a whole, and its larger marked regions one by one."""
    for numbered in cells:
        if numbered.kind == "markdown":
            what = f"the model answer of {name}"
            yield _secret_text(what, numbered.text, known)
            continue
        regions = [code_tokens(region) for region in strip(numbered.text).secrets]
        whole = tuple(token for region in regions for token in region)
        yield _secret_code(f"the solution of {name}", whole, known)
        for region in regions if len(regions) > 1 else ():
            if len(region) >= NAMED.short:
                yield _secret_code(f"a part of the solution of {name}", region, known)


def _secret_code(what: str, tokens: Sequence[str], known: Text) -> Secret:
    anonymous = RENAMED.needle(renamed(tokens), known.renamed)
    return Secret(what, named=NAMED.needle(tokens, known.named), renamed=anonymous)


def _secret_text(what: str, text: str, known: Text) -> Secret:
    return Secret(what, words=WORDS.needle(words(text), known.words))


def _body(test: TestCell) -> str:
    if test.function is None:
        return test.code
    return "\n".join(ast.unparse(line) for line in test.function.body)


def _texts(name: str, data: bytes, text: str) -> Iterator[Text]:
    """The texts of a file: a notebook cell by cell, any other file as one."""
    if name.endswith(".ipynb"):
        try:
            notebook = parse_notebook(data, name)
        except NotebookError:
            return  # it has been refused as a notebook already
        for number, cell in enumerate(notebook["cells"], 1):
            yield _read(f"{name}, cell {number}", source(cell))
        metadata = json.dumps(notebook["metadata"], ensure_ascii=False)
        yield _read(f"{name}, metadata", metadata.replace("\\n", "\n"))
    else:
        yield _read(name, text)


@lru_cache(maxsize=256)
def _read(where: str, text: str) -> Text:
    tokens = code_tokens(text)
    # Code may hide in prose: fenced blocks and commented lines are read as code too.
    plain = code_tokens(re.sub(r"^\s*#+ ?|^\s*```.*$", "", text, flags=re.MULTILINE))
    return Text(
        where,
        named=NAMED.shingles(tokens) | NAMED.shingles(plain),
        renamed=RENAMED.shingles(renamed(tokens)) | RENAMED.shingles(renamed(plain)),
        words=WORDS.shingles(words(text)),
    )


def _unknown_files(notebook: str, staged: Staged, members: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in sorted(members.items()):
        problem = misfits(name, data) if name != notebook else None
        if PurePosixPath(name).name == ANSWERS_FILE:
            yield f"{name}: answers of an instructor"
        elif name != notebook and name not in staged.files:
            yield f"{name}: a file that the assignment does not declare"
        elif name != notebook and data != staged.files[name]:
            yield f"{name}: is not the file that was staged"
        elif problem is not None:
            yield f"{name}: {problem}"


def _questions(assignment: str, bank: McqBank, data: bytes) -> Iterator[str]:
    try:
        questions: Any = json.loads(data)
        graded = questions["graded"]
        extra = {key for entry in graded.values() for key in entry} - _SHOWN
    except (ValueError, TypeError, KeyError, AttributeError):
        yield f"{QUESTIONS_FILE}: is not what the build writes"
        return
    if extra:
        yield f"{QUESTIONS_FILE}: graded questions carry {', '.join(sorted(extra))}"
    if _DIGEST.search(data.decode("utf-8")):
        yield f"{QUESTIONS_FILE}: a hash, from which a key can be found by trying"
    if data.decode("utf-8") != questions_json(assignment, bank):
        yield f"{QUESTIONS_FILE}: differs from what mcq.toml gives students"


def _keys(name: str, text: str, bank: McqBank) -> Iterator[str]:
    """Keys of graded questions written beside their ids, as call, entry or sentence."""
    bare = text.replace('\\"', '"')
    for mcq in bank.graded:
        # Several letters stand in one text or in a list of them.
        listed = r"[\"']\s*,\s*[\"']".join(mcq.key)
        key = rf"\[?[\"']({mcq.key}|{listed})[\"']"
        patterns = (
            rf"\b{mcq.id}[\"']?\s*[,:=]\s*{key}",
            rf"\b{mcq.id}\s*[:=]\s*{mcq.key}\b(?!\s+\w)",
            rf"\b{mcq.id}[\"']\s*:\s*\{{[^{{}}]*[\"'](answer|choice|correct|key)[\"']\s*:\s*{key}",
        )
        if any(re.search(pattern, bare) for pattern in patterns):
            yield f"{name}: the key of {mcq.id}"
