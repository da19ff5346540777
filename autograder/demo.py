"""A made-up class: invented students whose work is put together from known answers."""

import random
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.notebook import source
from autograder.specimens import LAYOUTS, Edit, Material, question_spans, read_edits, read_material

CLASS_SIZE = 30

_FIRST_EXPORT = datetime(2026, 10, 12, 9, 30)
_DAYS = 6
_OPTIONS = "ABCD"
_BONUS = re.compile(r"\bbonus points?\b")
# Shares of a class: those who err nowhere, those who stop somewhere, and of the able ones those who
# take up a bonus question.
_FLAWLESS, _STOPPED, _BONUS_APPETITE = 0.1, 0.1, 0.3
_TYPED = re.compile(r"""\bmcq\("\w+", "([A-F]+)"\)""")
_NAMES = (
    *("Ada Birch", "Ben Okafor", "Chloé Marchand", "Davit Sarkissian", "Elif Aydın"),
    *("Farid Haddad", "Greta Lindqvist", "Hugo Pereira", "Ines Kovač", "Jonas Weber"),
    *("Kavya Raman", "Liam Doyle", "Mei Tanaka", "Nadia Petrova", "Oskar Nowak"),
    *("Priya Nair", "Quentin Leroy", "Rosa Jiménez", "Sven Dahl", "Tomás Rivera"),
    *("Uma Castellan", "Viktor Horváth", "Wanjiru Kamau", "Xin Zhao", "Yusuf Demir"),
    *("Zoë Hart", "Arjun Mehta", "Bianca Russo", "Cormac Byrne", "Dina Saleh"),
)


def make_class(
    course: Course,
    assignment: str,
    cases: Path,
    out: Path,
    *,
    size: int = CLASS_SIZE,
    seed: int = 7,
) -> list[Path]:
    """Write a class folder of invented students whose work is plausible.

    Each student has a level. A question is answered as in the solution, wrongly as in a case that
    changes this question alone, or not at all; later questions are left out more often. Every
    layout in which work is handed in occurs.

    Args:
        course: The course that the assignment belongs to.
        assignment: Its id; it has been compiled.
        cases: Folder of cases; those with an `answers.py` that answers one question are used.
        out: The class folder; it does not exist yet, or is empty.
        size: Number of students, at most 30.
        seed: Seed of all that is drawn; the same seed gives the same class.

    Returns:
        The folder, notebook or zip of each student.

    Raises:
        ConfigError: If `out` has content, `cases` holds no such case, or `size` is too large.
        NotebookError: If the assignment has not been compiled.
    """
    if not 1 <= size <= len(_NAMES):
        raise ConfigError(f"A class of {size} cannot be made up; ask for 1 to {len(_NAMES)}.")
    if out.exists() and any(out.iterdir()):
        raise ConfigError(f"{out} is not empty; name a folder that does not exist yet.")
    material = read_material(course, assignment)
    wrong = _wrong_answers(cases)
    draw = random.Random(seed)  # noqa: S311  # nothing secret is drawn
    out.parent.mkdir(parents=True, exist_ok=True)
    names = []
    # A class that was made in part must not pass for a whole one.
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".class-") as scratch:
        folder = Path(scratch) / out.name
        for number, name in enumerate(_NAMES[:size]):
            draft = material.draft(_work(material, wrong, draw))
            when = _FIRST_EXPORT + timedelta(minutes=draw.uniform(0, _DAYS * 24 * 60))
            student = f"{name.lower().replace(' ', '_')}_{3100 + 17 * number}"
            layout = LAYOUTS[number % len(LAYOUTS)]
            names.append(draft.write(folder, student, layout, when).name)
        folder.replace(out)
    return [out / name for name in names]


def _work(
    material: Material, wrong: Mapping[str, Sequence[tuple[Edit, ...]]], draw: random.Random
) -> list[Edit]:
    """What one student changed against the solution."""
    level = 1.0 if draw.random() < _FLAWLESS else draw.betavariate(4, 1.2)
    questions = list(material.answers)
    reached = draw.randrange(len(questions)) if draw.random() < _STOPPED else len(questions)
    extra = _bonus(material)
    edits: list[Edit] = []
    for position, question in enumerate(questions):
        skill = level if level == 1.0 else level - 0.01 * position
        if question in extra:
            skill *= _BONUS_APPETITE
        if position < reached and draw.random() < skill:
            continue
        tried = position < reached and question not in extra and draw.random() < 0.5 + 0.45 * level
        slips = [*wrong.get(question, ()), *_other_options(material, question)]
        edits.extend(draw.choice(slips) if tried and slips else material.blank_edits(question))
    return edits


def _bonus(material: Material) -> frozenset[str]:
    """The questions whose box offers bonus points."""
    cells = material.template["cells"]
    spans = question_spans(cells)
    return frozenset(name for name in spans if _BONUS.search(source(cells[spans[name][0]])))


def _other_options(material: Material, question: str) -> list[tuple[Edit, ...]]:
    """The wrong choices of a multiple-choice question; none if it is not one."""
    texts = [text for _, text in material.answers[question]]
    typed = _TYPED.search(texts[0]) if len(texts) == 1 else None
    if typed is None:
        return []
    before, after = texts[0][: typed.start(1)], texts[0][typed.end(1) :]
    others = [letter for letter in _OPTIONS if letter not in typed[1]]
    return [(Edit("replace", question, 1, "code", before + letter + after),) for letter in others]


def _wrong_answers(cases: Path) -> dict[str, list[tuple[Edit, ...]]]:
    """By question, the answers of every case that replaces the cells of this question alone.

    Raises:
        ConfigError: If there is no such case.
    """
    found: dict[str, list[tuple[Edit, ...]]] = {}
    for path in sorted(cases.glob("*/answers.py")):
        edits = read_edits(path)
        questions = {edit.where for edit in edits}
        name = path.parent.name
        if len(questions) == 1 and all(edit.verb == "replace" for edit in edits):
            question = questions.pop()
            if name.lower().startswith(f"{question.lower()}_"):
                found.setdefault(question, []).append(edits)
    if not found:
        raise ConfigError(f"{cases} holds no wrong answer to a question; name a folder of cases.")
    return found
