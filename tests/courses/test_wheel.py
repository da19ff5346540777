"""An installed wheel has all that the commands need: corpus, templates, migrations, styles."""

import subprocess
import zipfile
from pathlib import Path

from tests.courses.installed import ROOT, install, run


def test_every_file_of_the_two_packages_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "autograder", "gradekit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    with zipfile.ZipFile(wheel) as archive:
        packed = {n for n in archive.namelist() if n.startswith(("autograder/", "gradekit/"))}
    assert packed == tracked
    for part in ("attacks/corpus/target/", "review/templates/", "gradebook/migrations/"):
        assert any(name.startswith(f"autograder/{part}") for name in packed), part
    assert any(name.endswith(".mplstyle") for name in packed)


def test_its_commands_find_what_they_need_outside_any_checkout(wheel: Path, tmp_path: Path) -> None:
    python = install(wheel, tmp_path / "environment")
    empty = tmp_path / "empty"
    empty.mkdir()
    asked = run(python, empty, "attack-suite", "--help")
    assert asked.returncode == 0, asked.stderr
    assert "--corpus" in asked.stdout
    found = "from autograder.attacks.tries import CORPUS; print(len(list(CORPUS.iterdir())) > 3)"
    done = subprocess.run(
        [str(python), "-P", "-c", found], cwd=empty, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"
    examined = run(python, empty, "doctor")
    assert examined.returncode == 0, examined.stderr
    demonstrated = run(python, empty, "demo")
    assert demonstrated.returncode == 2
    assert "run this inside a course repository" in demonstrated.stderr
