"""The attack suite's corpus: one small file a case, what it expects in its leading comment.

A case is `<corpus>/<category>/<name>.py`. Its leading comment is TOML (see `Header`). Below it are
either cells in the form of `autograder.specimens`, laid over the solution of the target assignment,
or one function `make(kit)` that writes the hand-in itself. The category `honest` holds work that is
awkward and must keep every point.
"""

import io
import json
import re
import runpy
import tomllib
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from autograder.records import files
from autograder.records.assignment import Settings
from autograder.records.errors import ConfigError
from autograder.records.release import Release
from autograder.specimens import Draft, Edit, Material, read_edits

CORPUS = Path(__file__).parent / "corpus"
"""The attacks that come with the package."""

HONEST = "honest"
TARGET = "target"
PREAMBLE = "common/preamble.py"
AFTER = "common/after.py"

_EXPORTED = datetime(2026, 10, 12, 18, 0, 0, 250000)
_HEADER = re.compile(r"\A(?:#[^\n%]*\n|# (?!%%)[^\n]*\n)+")
_MAKE = re.compile(r"^def make\(kit\):", re.MULTILINE)

Form = Literal["full", "restricted", "none"]


class AllowedOutcome(Settings):
    """What may come of a question."""

    status: tuple[str, ...] = Field(description="the statuses that are right")
    points: float = Field(description="what is honestly earned")


class Header(Settings):
    """What a case says of itself. A question that is not listed passes with full points."""

    tries: str = Field(description="one sentence: what it tries")
    questions: dict[str, AllowedOutcome] = Field(default_factory=dict)
    at_most: bool = Field(False, description="fewer points, and any status, are right too")
    refused: Literal["no", "yes", "maybe"] = Field("no", description="whether intake refuses it")
    forms: tuple[Form, ...] = Field(
        ("full", "restricted"), description="forms of an engine that are to contain it"
    )
    seconds: float = Field(
        20.0, description="seconds that grading it takes at most where nothing else runs"
    )
    student: str = Field("student", description="name of the student's folder")
    pair: bool = Field(False, description="graded while an honest submission is graded beside it")
    absent: tuple[str, ...] = Field((), description="text that no output may hold")
    absent_html: tuple[str, ...] = Field((), description="text that no page may hold")


@dataclass(frozen=True)
class CorpusCase:
    """One file of the corpus.

    Attributes:
        name: `<category>/<file name>`, unique.
        path: The file.
        header: What it expects.
    """

    name: str
    path: Path
    header: Header

    @property
    def category(self) -> str:
        """Its folder's name."""
        return self.path.parent.name

    @property
    def honest(self) -> bool:
        """Whether it is awkward but honest work, and no attack."""
        return self.category == HONEST

    def expected(self, release: Release) -> dict[str, AllowedOutcome]:
        """What is expected of every question.

        Raises:
            ConfigError: If the case names a question that the target does not have.
        """
        unknown = set(self.header.questions) - {spec.id for spec in release.questions}
        if unknown:
            raise ConfigError(f"{self.path}: the target has no {', '.join(sorted(unknown))}.")
        full = {
            s.id: AllowedOutcome(status=("passed",), points=s.points) for s in release.questions
        }
        return full | self.header.questions


@dataclass(frozen=True)
class Kit:
    """What a case that writes its own hand-in is given.

    Attributes:
        folder: The student's folder; it exists.
        name: File name of the notebook.
        places: Where things lie in this run, see `autograder.attacks.ground`.
        token: A name that tells what this run leaves behind.
        material: The target's blank notebook and its solution.
        scratch: A folder for the kit's own use.
    """

    folder: Path
    name: str
    places: Mapping[str, Any]
    token: str
    material: Material
    scratch: Path

    def notebook(self, cells: str = "") -> bytes:
        """The solved notebook with some cells laid over it."""
        edits: tuple[Edit, ...] = ()
        if cells:
            path = self.scratch / "cells.py"
            path.write_text(cells, encoding="utf-8")
            edits = read_edits(path)
        return self.material.draft(edits).notebook_bytes()

    def outside(self, name: str) -> str:
        """A path outside of everything that grading may write to."""
        return str(Path(self.places["home"]) / f"{self.token}-{name}")

    def write(self, name: str, data: bytes) -> None:
        """Write a file into the student's folder."""
        files.write_bytes(self.folder / name, data)

    def packed(self, members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
        """The bytes of a zip; the same name may come twice in a list of pairs."""
        pairs = members.items() if isinstance(members, Mapping) else members
        buffer = io.BytesIO()
        with (
            warnings.catch_warnings(action="ignore", category=UserWarning),
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, data in pairs:
                archive.writestr(_member(name), data, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def zip(
        self,
        members: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
        special: Mapping[str, tuple[int, str]] | None = None,
    ) -> None:
        """Hand in a zip.

        Args:
            members: Content by name.
            special: Mode and content by name, for links and devices.
        """
        buffer = io.BytesIO(self.packed(members))
        with zipfile.ZipFile(buffer, "a") as archive:
            for name, (mode, content) in (special or {}).items():
                info = _member(name)
                info.external_attr = mode << 16
                archive.writestr(info, content)
        self.write("work.zip", buffer.getvalue())


def read_corpus(folder: Path) -> list[CorpusCase]:
    """Every case of a corpus, by name; the honest ones last.

    Raises:
        ConfigError: If the folder is not a corpus, or a header is not as it should be.
    """
    if not (folder / TARGET).is_dir():
        raise ConfigError(f"{folder} is not a corpus of attacks: it has no folder {TARGET}/.")
    paths = [p for p in sorted(folder.glob("*/*.py")) if p.parent.name not in (TARGET, "common")]
    cases = [_read(path) for path in paths]
    return sorted(cases, key=lambda case: (case.honest, case.name))


def hand_in(case: CorpusCase, kit: Kit, corpus: Path) -> None:
    """Write what the student of a case hands in into `kit.folder`.

    Args:
        case: The case.
        kit: Made for it.
        corpus: Folder of the corpus, for the preamble of attacks.
    """
    if _MAKE.search(case.path.read_text(encoding="utf-8")):
        runpy.run_path(str(case.path))["make"](kit)
        return
    edits = list(read_edits(case.path))
    if not case.honest:
        preamble = (corpus / PREAMBLE).read_text(encoding="utf-8")
        edits.append(_first(f"{preamble}\n\nPLACES = {dict(kit.places)!r}\n"))
    _write(kit.material.draft(edits), kit.folder)


def hand_in_after(kit: Kit, corpus: Path) -> None:
    """Write the honest work that is graded after every attack and looks for its traces."""
    edits = [*read_edits(corpus / AFTER), _first(f"TOKEN = {kit.token!r}\n")]
    _write(kit.material.draft(edits), kit.folder)


def _first(source: str) -> Edit:
    return Edit("before", "start", 1, "code", source)


def _write(draft: Draft, folder: Path) -> None:
    files.write_bytes(folder / f"{draft.assignment}_{_stamp()}.zip", draft.zip_bytes())


def _stamp() -> str:
    return _EXPORTED.strftime("%Y_%m_%dT%H_%M_%S_%f")


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_EXPORTED.timetuple()[:6])
    # The constructor makes names portable; a hostile one is written as it is.
    info.filename = name
    info.external_attr = 0o100644 << 16
    return info


def _read(path: Path) -> CorpusCase:
    match = _HEADER.match(path.read_text(encoding="utf-8"))
    lines = match.group().splitlines() if match else []
    text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
    try:
        header = Header.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        reason = json.dumps(str(error).splitlines()[:2])
        raise ConfigError(f"{path}: its leading comment is not a header: {reason}") from error
    return CorpusCase(f"{path.parent.name}/{path.stem}", path, header)
