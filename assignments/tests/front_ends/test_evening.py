"""A student's whole evening in the first assignment, from Run All to the receipt, and its verdict.

JupyterLab with the mouse by default; with AUTOGRADER_SLOW=1 both front-ends, by mouse and by
keyboard alone.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assignments.tests.front_ends.jupyter import LAB, NOTEBOOK, Notebook
from assignments.tests.front_ends.students import Student, WithKeys, WithMouse
from autograder.batch import Options, grade_class
from autograder.isolation.engines import pick_engine
from autograder.records.course import Course
from autograder.records.errors import EngineError
from autograder.records.result import SubmissionResult
from gradekit.receipt import receipt_code
from tests.sampling import COMPLETE

A1 = "a1_convolution"
EVENINGS = [(LAB, WithMouse), (LAB, WithKeys), (NOTEBOOK, WithMouse), (NOTEBOOK, WithKeys)]
each_evening = pytest.mark.parametrize(
    ("front_end", "who"),
    [
        pytest.param(front_end, who, id=f"{front_end}-{who.__name__}")
        for front_end, who in (EVENINGS if COMPLETE else EVENINGS[:1])
    ],
)

COUNT = """def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes at least")
    sizes = [int(size) for size in layer_sizes]
    return sum((m + bool(bias)) * n for m, n in zip(sizes, sizes[1:]))"""
FLIPPED = """def corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError("the kernel does not fit")
    image, kernel = image.astype(float), kernel.astype(float)[::-1, ::-1]
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(len(out)):
        for j in range(len(out[0])):
            out[i, j] = (image[i : i + kH, j : j + kW] * kernel).sum()
    return out"""
RIGHT = FLIPPED.replace("[::-1, ::-1]", "")
WRITTEN = "It knows nothing of neighbours, so it learns as well on shuffled pictures."
LAST = "from gradekit.submit import submit"


def graded(course: Course, handed_in: Path, folder: Path) -> SubmissionResult:
    """The result of one hand-in."""
    (folder / "class" / "ada").mkdir(parents=True)
    shutil.copy(handed_in, folder / "class" / "ada")
    try:
        pick_engine("native", strict=False).close()
        engine = "native"
    except EngineError:
        engine = "local"
    options = Options(engine=engine, jobs=1)
    (result,) = grade_class(course, A1, folder / "class", folder / "out", options).results
    return result


@each_evening
def test_an_evenings_work_is_graded_and_the_receipt_is_the_hand_ins(
    front_end: str,
    who: Callable[[Notebook], Student],
    unzipped: Callable[[str, str], Path],
    opened: Callable[[Path, str], Notebook],
    compile_assignment: Callable[[str], Course],
    tmp_path: Path,
) -> None:
    path = unzipped(A1, f"evening-{front_end}-{who.__name__}")
    notebook = opened(path, front_end)
    student = who(notebook)

    student.run_all()
    assert notebook.errors() == []
    assert notebook.shown('check("q1_3")') == "q1_3: not done yet."
    assert "Ready. Press the button below" in notebook.shown(LAST)
    assert list(path.parent.glob("*.zip")) == []

    student.write("student_id =", "student_id = 12345")
    student.write("def mlp_param_count", COUNT)
    student.run('check("q1_1")')
    assert "public tests: 1 of 1; hidden ones run" in notebook.shown('check("q1_1")')
    student.write("def corr2d", FLIPPED)
    student.run('check("q1_3")')
    assert notebook.shown('check("q1_3")').startswith("q1_3: corr2d(image (6,6), kernel (3,3))")
    student.write("_Type your answer here", WRITTEN)
    student.choose("Q1 = mcq", "convolution 432, dense 50,331,648")
    choice = notebook.cell("Q1 = mcq").get_by_role("status")
    expect(choice).to_have_text(re.compile("^Q1: recorded"))
    student.write('Q2 = mcq("Q2")', 'mcq("Q2", "A")')
    student.save()

    student.restart()
    assert notebook.errors() == []
    # What is saved names the options of the kernel that runs, and so they come back.
    student.save()
    notebook.page.reload()
    notebook.settle()
    ticked = notebook.cell("Q1 = mcq").get_by_role("radio", checked=True)
    expect(ticked).to_have_count(1)
    assert "Q1: recorded D" in notebook.shown("Q1 = mcq")
    student.rename("my evening.ipynb")

    student.write("def corr2d", RIGHT)
    student.press(LAST, "Pack for handing in")
    expect(notebook.cell(LAST)).to_contain_text("NOT handed in: q1_3 (corr2d) on disk differs")
    assert list(path.parent.glob("*.zip")) == []
    student.save()
    student.press(LAST, "Pack for handing in")
    last = notebook.cell(LAST)
    expect(last).to_contain_text("my evening.ipynb; it goes into the zip as a1_convolution.ipynb")
    expect(last).to_contain_text("Receipt ")
    (receipt,) = re.findall(r"Receipt (\S+)", last.inner_text())

    saved = json.loads((path.parent / "my evening.ipynb").read_text(encoding="utf-8"))
    explorer = next(c for c in saved["cells"] if "explorers.flatten" in "".join(c["source"]))
    assert any("image/png" in output.get("data", {}) for output in explorer["outputs"])

    result = graded(compile_assignment(A1), path.parent / f"{A1}_handin.zip", tmp_path)
    questions = {question.id: question for question in result.questions}
    assert result.provenance is not None
    assert receipt_code(result.provenance.submission_sha256) == receipt
    assert questions["q1_1"].points == 1
    assert questions["q1_3"].points == 3
    assert questions["q1_2"].points == 0
    assert (questions["Q1"].answer, questions["Q2"].answer) == ("D", "A")
    assert questions["w1_1"].answer == WRITTEN
