"""What a notebook's ASSIGNMENT CONFIG and `assignment.toml` declare together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.records.assignment import Assignment

# Keys of Otter's that shape the notebook or its image for Gradescope; they are handed on.
HANDED_ON = (
    "channel_priority_strict",
    "check_all_cell",
    "export_cell",
    "init_cell",
    "overwrite_requirements",
    "python_version",
    "seed",
    "show_question_points",
)
# Settings of Otter's grading that are handed on to the autograder zip.
GENERATE = (
    "force_public_test_summary",
    "points_possible",
    "print_score",
    "print_summary",
    "score_threshold",
    "seed",
    "seed_variable",
    "show_all_public",
    "show_hidden",
    "show_stdout",
)


@dataclass(frozen=True)
class Declared:
    """What an assignment declares about files, seeds and tests, wherever it does.

    Attributes:
        files: Support files and folders, for students, workers and tests.
        autograder_files: Files and folders for tests alone.
        student_files: Files that a student makes and hands in.
        requirements: Name of a requirements file, or the packages themselves; None if not said.
        seed: Set before every cell when graded; None for no seeding.
        seed_variable: Name of a variable that is set to it instead of the generators.
        otter: What is handed on to Otter Assign, files and requirements left out.
    """

    files: tuple[str, ...]
    autograder_files: tuple[str, ...]
    student_files: tuple[str, ...]
    requirements: str | tuple[str, ...] | None
    seed: int | None
    seed_variable: str | None
    otter: Mapping[str, Any]


def declared(settings: Assignment, config: Mapping[str, Any], *, ok_format: bool) -> Declared:
    """Put both places together.

    Args:
        settings: What `assignment.toml` says.
        config: What the notebook's config cell says; it need not be sound.
        ok_format: Whether tests are doctests.
    """
    given = config.get("generate")
    generate = {k: v for k, v in given.items() if k in GENERATE} if isinstance(given, dict) else {}
    wanted = config.get("requirements")
    names = _names(wanted)
    seed, variable = _seed(config, generate)
    otter = {key: config[key] for key in HANDED_ON if key in config}
    otter.update(
        name=settings.id,
        strip_solutions_from_all_cells=True,
        tests={"ok_format": ok_format},
        generate=generate or True,
    )
    return Declared(
        files=_both(settings.files, config.get("files")),
        autograder_files=_both(settings.autograder_files, config.get("autograder_files")),
        student_files=_both(settings.student_files, config.get("student_files")),
        requirements=wanted if isinstance(wanted, str) else (names or None),
        seed=seed,
        seed_variable=variable,
        otter=otter,
    )


def _seed(config: Mapping[str, Any], generate: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """The seed of grading, from `seed: {variable, autograder_value}` or `generate`."""
    intercell = config.get("seed")
    if isinstance(intercell, dict) and isinstance(intercell.get("variable"), str):
        value = intercell.get("autograder_value")
        return (value if _is_int(value) else None), intercell["variable"]
    value, variable = generate.get("seed"), generate.get("seed_variable")
    return (value if _is_int(value) else None), (variable if isinstance(variable, str) else None)


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _both(settings: tuple[str, ...], config: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*settings, *_names(config))))


def _names(value: object) -> tuple[str, ...]:
    return tuple(n for n in value if isinstance(n, str)) if isinstance(value, list) else ()
