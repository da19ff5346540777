"""A class in parts: each graded by a process of its own, and put together only if it is whole."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from autograder.batch import Options, Shard, grade_class
from autograder.batch.merge import merge
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

PAGE = Path(__file__).parents[2] / "docs/batches.md"


@dataclass(frozen=True)
class Parts:
    """A class of five, graded in two shards."""

    course: Course
    folder: Path
    shards: tuple[Path, Path]

    def copy(self, to: Path) -> "Parts":
        """The same for a test that changes it."""
        shutil.copytree(self.course.root.parent, to, dirs_exist_ok=True)
        course = Course(to / "course", self.course.settings)
        return Parts(course, to / "class", (to / "part1", to / "part2"))

    def merge(self, *shards: Path) -> Path:
        out = self.folder.parent / "out"
        merge(self.course, ASSIGNMENT, self.folder, shards or self.shards, out)
        return out


def command(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    root = tmp_path_factory.mktemp("shards")
    course = write_course(root / "course")
    for name in ("ada", "bob", "cid", "dan"):
        hand_in(root / "class", name, notebook({"q3": f"squares = [0, 1, 4]  # {name}"}))
    (root / "class" / "eve.zip").write_bytes(b"<html>")
    parts = Parts(course, root / "class", (root / "part1", root / "part2"))
    begun = [array_task(root, 1), pod(root, 1)]
    told = [one.communicate(timeout=600)[0] for one in begun]
    # The zip that is none is the first one's and asks for a person.
    assert [one.returncode for one in begun] == [1, 0], told
    assert "3 submissions graded" in told[0]
    assert "autograder merge tiny" in told[1]
    for folder, part in zip(("course", "pod"), parts.shards, strict=True):
        (root / folder / "parts/1").rename(part)
    return parts


def array_task(root: Path, number: int) -> subprocess.Popen[str]:
    """The script of the recipe for Slurm, as one of two tasks of an array."""
    (root / "course/submissions").symlink_to(root / "class")
    script = recipe("Slurm, an array").replace("--engine native --strict", "--engine local")
    variables = {
        "COURSE": str(root / "course"),
        "SLURM_ARRAY_TASK_ID": str(number),
        "SLURM_ARRAY_TASK_COUNT": "2",
        "SLURM_CPUS_PER_TASK": "1",
    }
    return begin(root, ["bash", "-c", script], root, variables)


def pod(root: Path, index: int) -> subprocess.Popen[str]:
    """The command of the recipe for Kubernetes, in one of two pods that share a volume."""
    here = root / "pod"
    here.mkdir()
    for name in ("assignments", "build"):
        (here / name).symlink_to(root / "course" / name)
    (here / "submissions").symlink_to(root / "class")
    job = yaml.safe_load(recipe("Kubernetes, an indexed job"))["spec"]
    (container,) = job["template"]["spec"]["containers"]
    (line,) = container["args"]
    line = line.replace(f"/{job['completions']} ", "/2 ")
    line = line.replace("--jobs 2", "--jobs 1 --engine local")
    assert "/2 --jobs 1 --engine local" in line
    return begin(root, [*container["command"], line], here, {"JOB_COMPLETION_INDEX": str(index)})


def recipe(heading: str) -> str:
    """The first block of code below a heading of the page on batches, for the tiny course."""
    text = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2]
    return text.split("```")[1].partition("\n")[2].replace("a1_convolution", ASSIGNMENT)


def begin(
    root: Path, words: list[str], folder: Path, variables: dict[str, str]
) -> subprocess.Popen[str]:
    """Run a recipe where `autograder` is the one of these tests."""
    program = root / "bin/autograder"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m autograder "$@"\n')
    program.chmod(0o755)
    variables["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        words, cwd=folder, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def parts(graded: Parts, tmp_path: Path) -> Parts:
    return graded.copy(tmp_path / "copy")


def test_two_shards_are_the_class(parts: Parts) -> None:
    assert not (parts.shards[0] / "grades.csv").exists(), "grades are of a whole class"
    out = parts.folder.parent / "out"
    done = command(
        parts.course.root, "merge", ASSIGNMENT, parts.folder, *parts.shards, "--out", out
    )
    assert done.returncode == 1, done.stderr
    assert "5 submissions of 2 shards: each was graded exactly once." in done.stdout
    assert "needs review: eve: eve.zip is not a zip" in done.stdout
    rows = {
        row["student"]: row["total"]
        for row in json.loads((out / "grades.json").read_text())["students"]
    }
    assert rows == {"ada": 8, "bob": 8, "cid": 8, "dan": 8, "eve": 0}
    assert list(out.glob("*/student-show-bob.html"))
    for folder, names in zip(parts.shards, (("ada", "cid", "eve"), ("bob", "dan")), strict=True):
        for name in names:
            text = (folder / "results" / f"{name}.json").read_bytes()
            assert (out / "results" / f"{name}.json").read_bytes() == text


def test_a_shard_that_is_missing_or_there_twice_is_named(parts: Parts) -> None:
    with pytest.raises(ConfigError, match=r"(?s)Missing: shard 2/2.*Graded by no shard: bob, dan"):
        parts.merge(parts.shards[0])
    with pytest.raises(ConfigError, match=r"Shard 1/2 is there more than once: .*part1, .*part1\."):
        parts.merge(parts.shards[0], parts.shards[0], parts.shards[1])
    assert not (parts.folder.parent / "out" / "grades.json").exists()


def test_a_shard_that_was_not_finished_is_named(parts: Parts) -> None:
    (parts.shards[1] / "shard.json").unlink()
    with pytest.raises(
        ConfigError, match=r"part2/shard\.json cannot be read.*not graded to its end"
    ):
        parts.merge()


def test_a_result_that_is_gone_cut_off_or_changed_is_named(parts: Parts) -> None:
    results = parts.shards[0] / "results", parts.shards[1] / "results"
    (results[0] / "ada.json").unlink()
    (results[1] / "bob.json").write_text("{")
    changed = json.loads((results[1] / "dan.json").read_text())
    changed["questions"][0]["points"] = 2.5
    (results[1] / "dan.json").write_text(json.dumps(changed))
    with pytest.raises(ConfigError) as refused:
        parts.merge()
    assert str(refused.value).splitlines()[1:] == [
        "  The result of ada is missing; run its shard again.",
        "  The result of bob is cut off or of another version; run its shard again.",
        "  The result of dan was changed after it was graded.",
    ]


def test_work_that_changed_since_and_a_student_who_came_later_are_named(parts: Parts) -> None:
    hand_in(parts.folder, "ada", notebook({"q1": "def add(a, b):\n    return 0"}))
    with pytest.raises(ConfigError, match="The work of ada is not what was graded"):
        parts.merge()
    hand_in(parts.folder, "new")
    with pytest.raises(
        ConfigError, match=r"(?s)Shard 1/2 did not see new\..*Graded by no shard: new"
    ):
        parts.merge()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("engine", "native", r"differ in the engine: local \(none\): shard 1/2; native \(none\)"),
        ("release_sha256", "f" * 64, "differ in the release"),
        ("profile", "quick", "differ in the profile: cpu on cpu: shard 1/2; quick on cpu"),
    ],
)
def test_what_was_graded_in_another_way_is_named(
    parts: Parts, field: str, value: str, message: str
) -> None:
    path = parts.shards[1] / "shard.json"
    record = json.loads(path.read_text())
    names = ("engine", "form", "release_sha256", "device", "profile")
    record["about"][names.index(field)] = value
    path.write_text(json.dumps(record))
    with pytest.raises(ConfigError, match=message):
        parts.merge()


def test_another_secret_or_release_here_is_named(parts: Parts) -> None:
    (parts.course.build / ".course-secret").write_text("ab" * 32 + "\n")
    manifest = parts.course.build / ASSIGNMENT / "release.json"
    manifest.write_text(manifest.read_text() + "\n")
    with pytest.raises(ConfigError) as refused:
        parts.merge()
    assert "is compiled here; merge where the same one is." in str(refused.value)
    assert "with another secret than" in str(refused.value)


def test_the_folder_of_another_shard_is_not_written_to(parts: Parts) -> None:
    options = Options(engine="local", shard=Shard(2, 2))
    with pytest.raises(ConfigError, match="holds shard 1/2 of tiny; name another folder"):
        grade_class(parts.course, ASSIGNMENT, parts.folder, parts.shards[0], options)


def test_shards_are_equally_large_and_everybody_is_in_one() -> None:
    class_of = list(range(11))
    parts = [Shard(number, 4).part(class_of) for number in (1, 2, 3, 4)]
    assert sorted(one for part in parts for one in part) == class_of
    assert {len(part) for part in parts} == {2, 3}


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "a/b", "1/2/3"])
def test_what_is_no_shard_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="shard"):
        Shard.parse(text)
