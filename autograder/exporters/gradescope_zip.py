"""Gradescope's autograder zip of a release: our grader, not Otter's process.

At its root lie `setup.sh` and `run_autograder`, as Gradescope wants it; beside them the packages,
the part of the course that grades one assignment, and the versions of everything that this machine
grades with. It holds hidden tests and the course's secret: it is for staff alone.
"""

import json
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

import autograder
import gradekit
from autograder.exporters.gradescope import VISIBILITIES
from autograder.grading.case_seed import course_secret
from autograder.records.course import Course
from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.release import read_release
from autograder.release.archive import read_folder, zip_bytes

SETTINGS = "gradescope.json"
HARNESS = "autograder.exporters.gradescope_harness"
_LEFT_OUT = ("attacks/corpus/",)
# What PyTorch's build for a GPU brings; the build that setup.sh asks for has none of it.
_GPU = ("nvidia-", "cuda-", "triton")

SETUP = """\
#!/usr/bin/env bash
# Brings a Python for the grader; Gradescope runs it once, when the image is built.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"
if ! command -v pip3 >/dev/null; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-pip
fi
python3 -m pip install --quiet uv
# The default image has Python 3.10, and the grader needs 3.11 or newer.
python3 -m uv venv --python '>=3.11' "$root/venv"
UV_TORCH_BACKEND=cpu python3 -m uv pip install --quiet --python "$root/venv/bin/python" \\
  --requirement "$source/requirements.txt"
"$root/venv/bin/python" -c 'import sys; assert sys.version_info >= (3, 11), sys.version'
# Workers have a user of their own: hidden tests, references and the secret are closed to it, while
# the packages that they import stay open.
chmod -R u+rwX,go+rX "$source"
find "$source/course" -type d \\( -name build -o -name staff \\) -prune -exec chmod -R go-rwx {} +
"""
RUN = f"""\
#!/usr/bin/env bash
# Grades one submission; Gradescope runs it for each.
set -euo pipefail
export AUTOGRADER_ROOT="${{AUTOGRADER_ROOT:-/autograder}}"
python="$AUTOGRADER_ROOT/venv/bin/python"
if [ ! -x "$python" ]; then
  echo "$python is missing: setup.sh has not run through." >&2
  exit 1
fi
cd "$AUTOGRADER_ROOT"
export PYTHONPATH="$AUTOGRADER_ROOT/source/package" PYTHONDONTWRITEBYTECODE=1
exec "$python" -m {HARNESS}
"""


def gradescope_zip(
    course: Course, assignment: str, *, visibility: str, profile: str = "cpu"
) -> bytes:
    """The zip to upload as an assignment's autograder.

    Args:
        course: The course.
        assignment: Id of a compiled assignment.
        visibility: When students see results, in Gradescope's words.
        profile: Budgets of trained checks.

    Raises:
        ConfigError: If the visibility is none, or the course has no such assignment.
        ReleaseError: If it has not been compiled.
    """
    if visibility not in VISIBILITIES:
        raise ConfigError(f"Gradescope has no visibility {visibility!r}: {', '.join(VISIBILITIES)}")
    settings = {"assignment": assignment, "visibility": visibility, "profile": profile}
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        "requirements.txt": _pins().encode(),
        SETTINGS: (json.dumps(settings, indent=1) + "\n").encode(),
    }
    for package in (autograder, gradekit):
        for name, data in read_folder(Path(str(package.__file__)).parent).items():
            if not name.startswith(_LEFT_OUT):
                files[f"package/{package.__name__}/{name}"] = data
    files |= {f"course/{name}": data for name, data in _course(course, assignment).items()}
    return zip_bytes(files)


def _course(course: Course, assignment: str) -> dict[str, bytes]:
    """What grading one assignment needs of the course: no source notebook, no other assignment."""
    course.assignment(assignment)
    build = course.build / assignment
    read_release(build / "release.json")
    folder = course.sources / assignment
    files = {}
    try:
        for path in (
            course.sources / "course.toml",
            folder / "assignment.toml",
            build / "release.json",
            build / "autograder.zip",
        ):
            files[path.relative_to(course.root).as_posix()] = path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{error.filename} cannot be read; compile it with: autograder build {assignment}"
        ) from error
    folders = [folder / "staff", *([course.library] if course.library is not None else [])]
    for one in folders:
        for name, data in read_folder(one).items() if one.is_dir() else ():
            files[f"{one.relative_to(course.root).as_posix()}/{name}"] = data
    files[f"build/{course.settings.secret_file}"] = course_secret(course).hex().encode() + b"\n"
    return files


def _pins() -> str:
    """Every package that the grader runs on here, by its exact version."""
    found: dict[str, str] = {}
    names = metadata.packages_distributions().get(autograder.__name__, [])
    waiting = [Requirement(text) for name in names for text in metadata.requires(name) or ()]
    while waiting:
        wanted = waiting.pop()
        key = wanted.name.lower().replace("_", "-")
        if key in found or key.startswith(_GPU):
            continue
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            there = metadata.distribution(wanted.name)
        except metadata.PackageNotFoundError:
            continue
        # A build for a device is the installer's choice, not part of the version.
        found[key] = there.version.partition("+")[0]
        waiting += [Requirement(text) for text in there.requires or ()]
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))
