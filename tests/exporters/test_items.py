"""Practice questions in the formats of other systems, read back; no graded key in any of them."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters.items import FORMATS, write_items
from autograder.records.assignment import read_toml
from autograder.records.errors import ConfigError
from autograder.release.mcq import McqBank, read_bank
from tests.exporters.graded_class import MCQ, make_course

COURSE = Path(__file__).parents[2] / "assignments"


@dataclass(frozen=True)
class Read:
    """A question as another system understands it."""

    stem: str
    options: tuple[str, ...]
    explanations: tuple[str, ...]
    right: tuple[str, ...]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def inner(node: Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


def bare(root: Element) -> Element:
    """The tree without name spaces."""
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def parse(data: bytes) -> Element:
    return bare(ElementTree.fromstring(data))


def moodle(data: bytes) -> dict[str, Read]:
    found = {}
    for question in parse(data).iter("question"):
        if question.get("type") != "multichoice":
            continue
        answers = question.findall("answer")
        found[question.findtext("name/text", "").split()[0]] = Read(
            plain(question.findtext("questiontext/text", "")),
            tuple(plain(a.findtext("text", "")) for a in answers),
            tuple(plain(a.findtext("feedback/text", "")) for a in answers),
            tuple(
                plain(a.findtext("text", "")) for a in answers if float(a.get("fraction", 0)) > 0
            ),
        )
    return found


def resources(data: bytes, kind: str) -> list[Element]:
    """The files that the package's manifest lists, each of which must be there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = parse(archive.read("imsmanifest.xml"))
        for file in manifest.iter("file"):
            assert file.get("href") in archive.namelist()
        listed = [r for r in manifest.iter("resource") if r.get("type") == kind]
        return [parse(archive.read(resource.get("href", ""))) for resource in listed]


def qti12(data: bytes) -> dict[str, Read]:
    (assessment,) = resources(data, "imsqti_xmlv1p2")
    found = {}
    for item in assessment.iter("item"):
        labels = {label.get("ident", ""): label for label in item.iter("response_label")}
        texts = {key: plain(label.findtext(".//mattext", "")) for key, label in labels.items()}
        links = {}
        right = []
        for condition in item.iter("respcondition"):
            key = condition.findtext(".//varequal", "")
            for shown in condition.iter("displayfeedback"):
                links[key] = shown.get("linkrefid")
            if condition.findtext("setvar") == "100":
                wrong = {one.text for one in condition.iterfind(".//not/varequal")}
                asked = [one.text or "" for one in condition.iter("varequal")]
                right += [texts[name] for name in asked if name not in wrong]
        said = {f.get("ident"): plain(f.findtext(".//mattext", ""))
                for f in item.iter("itemfeedback")}  # fmt: skip
        found[item.get("ident", "")] = Read(
            plain(item.findtext("presentation/material/mattext", "")),
            tuple(texts.values()),
            tuple(said[links[key]] for key in texts),
            tuple(right),
        )
    return found


def qti21(data: bytes) -> dict[str, Read]:
    found = {}
    (test,) = resources(data, "imsqti_test_xmlv2p1")
    for item in resources(data, "imsqti_item_xmlv2p1"):
        choices = {c.get("identifier", ""): inner(c) for c in item.iter("simpleChoice")}
        said = {f.get("identifier"): inner(f) for f in item.iter("modalFeedback")}
        prompt = item.find(".//prompt")
        assert prompt is not None
        right = tuple(choices[v.text or ""] for v in item.iterfind("responseDeclaration//value"))
        found[item.get("identifier", "")] = Read(
            inner(prompt), tuple(choices.values()), tuple(said[key] for key in choices), right
        )
    assert {ref.get("identifier") for ref in test.iter("assessmentItemRef")} == set(found)
    return found


READERS: dict[str, Callable[[bytes], dict[str, Read]]] = {
    "moodle": moodle,
    "qti12": qti12,
    "qti21": qti21,
}


def banks() -> list[tuple[str, McqBank]]:
    return [
        (path.parent.name, read_bank(path.parent)) for path in sorted(COURSE.glob("*/mcq.toml"))
    ]


def test_every_format_has_a_reader_here() -> None:
    assert {form.name for form in FORMATS} == set(READERS)


@pytest.mark.parametrize("form", READERS)
def test_every_practice_question_of_the_course_is_read_back(form: str) -> None:
    for assignment, bank in banks():
        if not bank.practice:
            continue
        found = READERS[form](write_items(form, assignment, "Practice", bank))
        assert set(found) == {mcq.id for mcq in bank.practice}
        for mcq in bank.practice:
            read = found[mcq.id]
            tidy = {key: re.sub(r"\s+", " ", text.replace("`", "")).strip()
                    for key, text in mcq.options.items()}  # fmt: skip
            flat = [re.sub(r"\s", "", text) for text in read.options]
            assert flat == [re.sub(r"\s", "", text) for text in tidy.values()]
            assert [re.sub(r"\s", "", text) for text in read.right] == [
                re.sub(r"\s", "", tidy[letter]) for letter in mcq.key
            ]
            assert re.sub(r"\s", "", read.stem) == re.sub(r"[\s`]", "", mcq.stem)
            assert len(set(read.explanations)) == len(set(mcq.explanations.values()))


@pytest.mark.parametrize("form", READERS)
def test_nothing_of_a_graded_question_leaves(form: str) -> None:
    for assignment, bank in banks():
        if not bank.practice:
            continue
        data = write_items(form, assignment, "Practice", bank)
        text = data.decode("utf-8", "replace")
        found = READERS[form](data)
        for mcq in bank.graded:
            assert mcq.id not in found
            for secret in (mcq.stem, *mcq.feedback.values()):
                assert html.escape(secret, quote=False) not in text, mcq.id
            assert not re.search(rf"\b{mcq.id}\b", text)


@pytest.mark.parametrize("form", READERS)
def test_marks_of_xml_in_a_question_come_out_as_they_went_in(form: str, tmp_path: Path) -> None:
    bank = tmp_path / "mcq.toml"
    bank.write_text(MCQ.replace('"yes"', "'a < b && c ]]> \"d\" `x<y`'"))
    data = write_items(form, "lab", "Lab <1> & 2", read_toml(bank, McqBank))
    read = READERS[form](data)["P1"]
    assert read.stem == "Is 3 < 5 & 5 > 3?"
    assert re.sub(r"\s", "", read.options[0]) == 'a<b&&c]]>"d"x<y'
    assert write_items(form, "lab", "Lab <1> & 2", read_toml(bank, McqBank)) == data


@pytest.mark.parametrize("form", READERS)
def test_a_question_of_several_right_options_keeps_them_all(form: str, tmp_path: Path) -> None:
    bank = tmp_path / "mcq.toml"
    bank.write_text(MCQ.replace('key = "A"', 'key = "AC"'))
    data = write_items(form, "lab", "Lab", read_toml(bank, McqBank))
    assert READERS[form](data)["P1"].right == ("yes", "only at night")


def test_an_assignment_without_practice_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no practice questions"):
        write_items("moodle", "lab", "Lab", McqBank())
    with pytest.raises(ConfigError, match="qti12, qti21, moodle"):
        write_items("csv", "lab", "Lab", McqBank())


def test_the_command_writes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "practice.xml"
    done = CliRunner().invoke(app, ["items", "lab", "--format", "moodle", "--out", str(out)])
    assert done.exit_code == 0, done.exception
    assert set(moodle(out.read_bytes())) == {"P1"}
