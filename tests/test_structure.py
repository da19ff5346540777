"""The tree, the direction of imports and the form of the house, held against the code itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXTS = frozenset({".py", ".ipynb", ".toml", ".html", ".md", ".css", ".js"})
PYTHON_ROOMS = ("autograder", "gradekit", "assignments/cnnkit")

# Each row may import from the rows above it, and a room from itself.
ROWS: tuple[frozenset[str], ...] = (
    frozenset({"records"}),
    frozenset({"specimens", "diagnosis", "release", "intake"}),
    frozenset({"isolation", "twins"}),
    frozenset({"training"}),
    frozenset({"grading"}),
    frozenset({"grades"}),
    frozenset({"batch", "verify", "gradebook"}),
    frozenset(
        {
            "analysis",
            "exporters",
            "review",
            "live",
            "doctor",
            "demo",
            "scaffold",
            "attacks",
            "recheck",
        }
    ),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
ROW_OF = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
NEIGHBOURS = frozenset(  # pairs of one row of which the first may know the second
    {
        ("attacks", "review"),
        ("batch", "gradebook"),
        ("exporters", "analysis"),
        ("release", "diagnosis"),
        ("review", "analysis"),
        ("review", "exporters"),
        ("verify", "batch"),
    }
)
STRANGERS = frozenset(  # pairs that must not know each other though one comes after the other
    {("isolation", "release")}
)


def modules(*houses: str) -> list[Path]:
    """The Python files of some houses; the attack corpus is specimens, not code."""
    found = [path for house in houses for path in sorted((ROOT / house).rglob("*.py"))]
    return [path for path in found if not {"corpus", "known"} & set(path.parts)]


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "autograder").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import statement, wherever it stands in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(
    "path",
    modules("autograder"),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in ROW_OF, f"{room} has no place in the direction of imports: give it a row"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "autograder" or len(parts) < 2 or parts[1] not in ROW_OF:
            continue
        other = parts[1]
        after = ROW_OF[other] < ROW_OF[room] or other == room or (room, other) in NEIGHBOURS
        assert after, f"{room} imports {name}, which does not come before it"
        assert (room, other) not in STRANGERS, f"{room} must not know {other}, yet imports {name}"


def test_torch_and_otter_stay_where_they_belong() -> None:
    for path in modules("autograder"):
        top = {name.split(".")[0] for name in imported(path)}
        if "torch" in top:
            assert room_of(path) in {
                "isolation",
                "grading",
                "training",
                "diagnosis",
                "twins",
                "verify",
            }, path
        if "otter" in top:
            assert room_of(path) in {"release", "grading"}, path


@pytest.mark.parametrize(
    ("house", "strangers"),
    [
        ("gradekit", {"autograder", "otter", "assignments", "cnnkit"}),
        ("autograder", {"assignments", "cnnkit"}),
        ("assignments/cnnkit", {"autograder", "otter"}),
    ],
)
def test_the_houses_know_each_other_in_one_direction(house: str, strangers: set[str]) -> None:
    for path in modules(house):
        tops = {name.split(".")[0] for name in imported(path)}
        assert not tops & strangers, path


def test_no_word_of_a_course_stands_in_the_grader() -> None:
    unit = ROOT / "assignments"
    assignments = {path.parent.name for path in unit.glob("*/assignment.toml")} - {"challenge"}
    questions = {path.stem for path in unit.glob("*/staff/q*_*.py")}
    assert len(assignments) >= 5
    assert len(questions) > 30
    said = ["cnnkit", "simple_cnn", "cifar10", "stripes", "(?<!code_)challenge", *assignments]
    words = re.compile("|".join(said), re.IGNORECASE)
    ids = re.compile("|".join(rf"\b{name}\b" for name in sorted(questions)))
    found = set()
    for house in ("gradekit", "autograder"):
        for path in sorted((ROOT / house).rglob("*")):
            if path.suffix not in TEXTS or "__pycache__" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            where = path.relative_to(ROOT)
            found |= {f"{where}: {hit[0]}" for p in (words, ids) for hit in p.finditer(text)}
    assert not found


def test_an_example_in_the_kit_is_nobodys_key() -> None:
    # The kit lies in every hand-out: what looks like an answer may be one in some course.
    answer = re.compile(r"\bQ\d+[\"']?\s*[,:=]\s*\[?[\"'][A-F]+[\"']")
    for path in modules("gradekit"):
        assert not answer.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("autograder.cli", ("torch", "otter", "distributed", "autograder.grading")),
        (
            "autograder.records.result",
            ("torch", "otter", "autograder.release", "autograder.isolation"),
        ),
        ("autograder.intake.submission", ("torch", "otter", "autograder.grading")),
        ("autograder.records.release", ("torch", "otter", "autograder.grading")),
        ("autograder.isolation.engines", ("torch", "otter", "autograder.release")),
        ("autograder.isolation.wire.protocol", ("torch", "otter")),
        ("autograder.batch", ("torch", "otter", "pandas", "sqlalchemy", "distributed")),
        (
            "autograder.grading.submission",
            ("torch", "otter.api", "pandas", "scipy", "nbconvert", "lark"),
        ),
        ("gradekit.mcq", ("torch", "otter", "autograder")),
    ],
)
def test_a_fresh_interpreter_loads_no_more_than_it_should(
    module: str, absent: tuple[str, ...]
) -> None:
    code = f"import {module}, sys; print([n for n in {absent!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_public_class_has_a_name_of_its_own() -> None:
    where: dict[str, list[str]] = {}
    for path in modules(*PYTHON_ROOMS):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_files_stay_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*PYTHON_ROOMS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_tracked_names_a_registry_or_is_too_large() -> None:
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", r"registry\.npm" + "js")))
    for path in tracked():
        assert path.stat().st_size < 2_000_000, f"{path}: data belongs outside the repository"
        if path.suffix not in {".png", ".zip"}:
            assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), path


def test_versions_are_pinned_by_name_alone() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line), line


def test_the_grader_never_unpickles_or_evaluates() -> None:
    forbidden = {"pickle", "dill", "cloudpickle", "shelve", "marshal"}
    for path in modules("autograder"):
        tops = {name.split(".")[0] for name in imported(path)}
        assert not tops & forbidden, path
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        # The worker executes students' cells.
        executes = {"isolation/worker/namespace.py"}
        name = path.relative_to(ROOT / "autograder").as_posix()
        allowed = {"eval"} if name in executes else set()
        assert not calls & {"eval", "exec"} - allowed, path
