"""The second course, copied to a scratch folder, built once and graded once a session."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from autograder.batch import BatchReport, Options, grade_class
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records.course import Course, find_course
from autograder.records.errors import AutograderError
from autograder.release.build import BuildReport
from autograder.review.site import write_site
from autograder.specimens import read_material
from autograder.training.options import Training
from autograder.verify.known import load_cases, write_class
from autograder.verify.releases import build_verified
from tests.courses.installed import make_wheel
from tests.share import JOBS

STATISTICS = Path(__file__).parent / "statistics"


@dataclass(frozen=True)
class GradedClass:
    """The known submissions of an assignment, graded as one class.

    Attributes:
        report: Results by student, who is called as the case is.
        out: Folder of results, grades and pages.
    """

    report: BatchReport
    out: Path

    def page(self, student: str, kind: str = "student-show") -> str:
        """The page of a student: of this kind, `accuracy-of_student` for one."""
        return next(self.out.glob(f"*/{kind}-{student}.html")).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "wheel.lock"):
        folder = shared / "wheel"
        if not folder.exists():
            folder.mkdir()
            make_wheel(folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of the second course; calibration writes to it."""
    root = tmp_path_factory.mktemp("second") / "statistics"
    shutil.copytree(STATISTICS, root, ignore=shutil.ignore_patterns("__pycache__"))
    return find_course(root)


@pytest.fixture(scope="session")
def engine(course: Course) -> Iterator[Engine]:
    """The strongest engine of this machine, for this course."""
    engine = pick_engine(library=Library.of(course))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def built(course: Course, engine: Engine) -> Callable[[str], BuildReport]:
    """Builds and verifies an assignment, once, also where that fails."""

    @cache
    def attempt(assignment: str) -> BuildReport | AutograderError:
        try:
            (report,) = build_verified(course, [assignment], engine=engine)
        except AutograderError as error:
            return error
        return report

    def build_once(assignment: str) -> BuildReport:
        found = attempt(assignment)
        if isinstance(found, AutograderError):
            raise found
        return found

    return build_once


@pytest.fixture(scope="session")
def graded(
    course: Course,
    built: Callable[[str], BuildReport],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], GradedClass]:
    """Grades the known submissions of an assignment, once, pages included."""

    @cache
    def grade_once(assignment: str) -> GradedClass:
        built(assignment)
        folder = tmp_path_factory.mktemp(assignment)
        (folder / "class").mkdir()
        cases = load_cases(course.known(assignment))
        write_class(cases, read_material(course, assignment), folder / "class")
        options = Options(jobs=JOBS, training=Training("quick"), format="plain")
        report = grade_class(course, assignment, folder / "class", folder / "out", options)
        write_site(
            folder / "out",
            course=course,
            assignment=assignment,
            submissions=folder / "class",
            form=options.format,
        )
        return GradedClass(report, folder / "out")

    return grade_once
