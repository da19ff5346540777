"""A release made ready for grading: Otter's compiled test files, support files, points."""

import contextlib
import functools
import hashlib
import importlib
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.grading.doctests import assigned, run_doctest
from autograder.grading.names import Names
from autograder.grading.oracle import Oracle
from autograder.grading.support import Support
from autograder.intake.choose import Wanted
from autograder.intake.of_course import graded_of
from autograder.records.course import Course
from autograder.records.errors import ReleaseError
from autograder.records.pack import Pack, load_pack
from autograder.records.release import CheckSpec, QuestionSpec, Release, read_release
from autograder.release.doctests import variables
from autograder.release.otter_files import NBMetadataConfig, create_test_file

NO_PACK = Pack()

_TESTS = "tests/"
_FILES = "files/"


@dataclass(frozen=True)
class OpenedCheck:
    """A test case of Otter's compiled file beside what the release says of it.

    Attributes:
        spec: Id, points and whether it is hidden; the only source of points.
        case: Otter's `TestCase`.
        parameters: Names of the student's variables that it takes.
        support: Files that it may open and import.
    """

    spec: CheckSpec
    case: Any
    parameters: tuple[str, ...]
    support: Support

    def run(self, env: Mapping[str, Any]) -> None:
        """Run the test case; whatever it raises is raised.

        Args:
            env: At least its parameters, by name.
        """
        with self.support.entered():
            if not isinstance(self.case.body, str):
                self.case.body.call_func(env)
                return
            scope = env.as_scope(self.parameters) if isinstance(env, Names) else dict(env)
            run_doctest(self.case.body, scope, hidden=self.spec.hidden)


@dataclass(frozen=True)
class OpenedQuestion:
    """A question and its test cases, in the order of the test file."""

    spec: QuestionSpec
    checks: tuple[OpenedCheck, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names that its checks take."""
        return tuple(dict.fromkeys(name for check in self.checks for name in check.parameters))


@dataclass(frozen=True)
class OpenedRelease:
    """A release in memory; read once and used for every submission, also by several threads.

    Attributes:
        release: The manifest.
        questions: In the order of the notebook.
        files: Support files of a worker's folder, by name.
        sha256: Over the manifest and the autograder zip.
        pack: What staff keep beside the assignment.
    """

    release: Release
    questions: tuple[OpenedQuestion, ...]
    files: Mapping[str, bytes]
    sha256: str
    pack: Pack = NO_PACK

    @functools.cached_property
    def modules(self) -> Mapping[str, Any]:
        """Variables that are modules in the solved notebook: those that this process has, too."""
        found = {}
        for name, module in self.release.modules.items():
            with contextlib.suppress(ImportError):
                found[name] = importlib.import_module(module)
        return found

    @functools.cached_property
    def oracle(self) -> Oracle:
        """Right results of the questions' functions, for follow-through marks."""
        return Oracle(self.pack)

    @property
    def wanted(self) -> Wanted:
        """What intake takes from a submission."""
        return graded_of(self.release)


def open_release(course: Course, assignment: str) -> OpenedRelease:
    """Open the compiled release of an assignment.

    Raises:
        ConfigError: If the course has no such assignment, or its staff folder cannot be loaded.
        ReleaseError: See `open_folder`.
    """
    course.assignment(assignment)
    return open_folder(course.build / assignment, load_pack(course, assignment))


def open_folder(folder: Path, pack: Pack = NO_PACK) -> OpenedRelease:
    """Open the release in a folder with `release.json` and `autograder.zip`.

    Args:
        folder: The folder.
        pack: What staff keep beside the assignment.

    Raises:
        ReleaseError: If a part is missing, or the two do not belong together.
    """
    manifest, archive = folder / "release.json", folder / "autograder.zip"
    release = read_release(manifest)
    remedy = f"renew the release with: autograder build {release.assignment}"
    try:
        data = archive.read_bytes()
        with zipfile.ZipFile(archive) as members:
            names = members.namelist()
            tests = {n: members.read(n) for n in names if n.startswith(_TESTS) and n[-3:] == ".py"}
            files = {name: members.read(_FILES + name) for name in release.files}
            beside = {n: members.read(_FILES + n) for n in release.autograder_files}
    except (OSError, zipfile.BadZipFile) as error:
        raise ReleaseError(f"{archive} cannot be read ({error}); {remedy}") from error
    except KeyError as error:
        raise ReleaseError(f"{archive}: {error.args[0]}; {remedy}") from error
    claimed = release.hashes.get(archive.name)
    if claimed is not None and claimed != hashlib.sha256(data).hexdigest():
        raise ReleaseError(f"{archive} is not the one that {manifest} describes; {remedy}")
    loaded = _load(tests)
    support = Support({**files, **beside})
    questions = tuple(_match(spec, loaded, support, archive, remedy) for spec in release.questions)
    digest = hashlib.sha256(manifest.read_bytes() + data).hexdigest()
    return OpenedRelease(release, questions, files, digest, pack)


def _load(tests: Mapping[str, bytes]) -> dict[str, Any]:
    """Test files by question. Otter reads them by path, hence the scratch folder."""
    loaded = {}
    with tempfile.TemporaryDirectory(prefix="autograder-tests-") as scratch:
        for name, source in tests.items():
            path = Path(scratch) / Path(name).name
            path.write_bytes(source)
            test_file = create_test_file(str(path), NBMetadataConfig())
            loaded[test_file.name] = test_file
    return loaded


def _match(
    spec: QuestionSpec, loaded: Mapping[str, Any], support: Support, archive: Path, remedy: str
) -> OpenedQuestion:
    """Hold the test cases of a question against the manifest, one by one."""
    cases = loaded[spec.id].test_cases if spec.id in loaded else []
    theirs = [(_name(case), bool(case.hidden)) for case in cases]
    ours = [(check.name, check.hidden) for check in spec.checks]
    if theirs != ours:
        raise ReleaseError(
            f"{archive}: the test cases of {spec.id} are not those of release.json; {remedy}"
        )
    own = assigned(case.body for case in cases if isinstance(case.body, str))
    return OpenedQuestion(
        spec,
        tuple(
            OpenedCheck(check, case, _parameters(case, own), support)
            for check, case in zip(spec.checks, cases, strict=True)
        ),
    )


def _name(case: Any) -> str:
    """Name of a test case: its function's, or what Otter calls a doctest."""
    return str(case.name if isinstance(case.body, str) else case.body.test_func.__name__)


def _parameters(case: Any, own: frozenset[str]) -> tuple[str, ...]:
    """Names of the student's variables that a test case takes; `env` is none of them.

    Args:
        case: Otter's test case.
        own: What the question's doctests assign themselves.
    """
    if isinstance(case.body, str):
        return tuple(name for name in variables(case.body) if name not in own)
    return tuple(name for name in case.body._get_func_params() if name != "env")
