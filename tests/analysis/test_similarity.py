"""Similarity on pairs made for it: renamed, reordered, half copied, independent."""

import csv
import io
import random

import pytest

from autograder.analysis.code_tokens import CodeCell
from autograder.analysis.similar_class import laid_out
from autograder.analysis.similarity import CodeWork, Lookalike, lookalikes

TEMPLATE = (
    "import numpy as np\nfrom kit import display, load\n\n"
    "images, labels = load('images', size=32)\n"
    "display(images[:8], titles=labels[:8], columns=4, cmap='gray')",
    "def standardise(batch):\n    ...",
)
STANDARDISE = """def standardise(batch):
    # mean and spread of each channel
    mean = batch.mean(axis=(0, 2, 3), keepdims=True)
    spread = batch.std(axis=(0, 2, 3), keepdims=True)
    spread[spread < 1e-8] = 1.0
    result = (batch - mean) / spread
    return result.astype(batch.dtype)"""
WINDOWS = """def windows(image, size, step):
    found = []
    for top in range(0, image.shape[0] - size + 1, step):
        row = []
        for left in range(0, image.shape[1] - size + 1, step):
            patch = image[top : top + size, left : left + size]
            row.append(patch.sum() / (size * size))
        found.append(row)
    return np.array(found)"""
HISTORY = """def summary(history, patience=3):
    best, since = None, 0
    for epoch, (loss, accuracy) in enumerate(history):
        if best is None or accuracy > best[1]:
            best, since = (epoch, accuracy), 0
        else:
            since += 1
        if since >= patience:
            return {"stopped": epoch, "best": best[0], "accuracy": best[1]}
    return {"stopped": len(history), "best": best[0], "accuracy": best[1]}"""
OTHER = (
    "def standardise(batch):\n    axes = (0, 2, 3)\n"
    "    centred = batch - np.mean(batch, axes)[None, :, None, None]\n"
    "    scale = np.sqrt(np.mean(centred ** 2, axes))\n"
    "    return centred / np.maximum(scale, 1e-8)[None, :, None, None]",
    "def windows(image, size, step):\n"
    "    view = np.lib.stride_tricks.sliding_window_view(image, (size, size))\n"
    "    return view[::step, ::step].mean(axis=(-1, -2))",
    "def summary(history, patience=3):\n    accuracies = [pair[1] for pair in history]\n"
    "    top = max(accuracies)\n    first = accuracies.index(top)\n"
    "    stop = next((n for n in range(len(accuracies)) if n - first >= patience), None)\n"
    "    return dict(best=first, accuracy=top, stopped=stop or len(accuracies))",
)
RENAMED = {
    "batch": "x", "mean": "m", "spread": "s", "result": "out", "image": "picture", "size": "k",
    "step": "stride", "found": "rows", "row": "line", "top": "i", "left": "j", "patch": "window",
    "history": "log", "best": "winner", "since": "waited", "epoch": "e", "loss": "l",
    "accuracy": "a", "patience": "limit",
}  # fmt: skip


def work(owner: str, *cells: str, template: bool = True) -> CodeWork:
    listed = [TEMPLATE[0], *cells] if template else list(cells)
    return CodeWork(owner, tuple(CodeCell(n, text) for n, text in enumerate(listed, 1)))


def compared(*works: CodeWork, corpus: tuple[CodeWork, ...] = ()) -> list[Lookalike]:
    return lookalikes(works, corpus, TEMPLATE)


def renamed(text: str) -> str:
    """Other names of one's own, other comments, other layout."""
    import re

    for old, new in RENAMED.items():
        text = re.sub(rf"(?<![.\w]){old}(?!\w)", new, text)
    text = text.replace(f".{RENAMED['mean']}(", ".mean(")
    return text.replace("    ", "  ").replace("# m and s of each channel", "# as in the lecture")


ADA = (STANDARDISE, WINDOWS, HISTORY)


def cells_of(found: Lookalike) -> set[int]:
    return {passage.first.cell for passage in found.passages}


def test_a_renamed_copy_is_found_whole() -> None:
    (pair,) = compared(work("ada", *ADA), work("ben", *map(renamed, ADA)))
    assert cells_of(pair) == {2, 3, 4}
    covered = sum(one.first.end - one.first.start + 1 for one in pair.passages)
    assert covered >= 0.8 * sum(len(text.splitlines()) for text in ADA)
    first = pair.passages[0]
    assert "spread" in first.first.text
    assert "as in the lecture" in first.second.text


def test_a_reordered_copy_is_found_and_its_passages_are_aligned_across() -> None:
    lines = HISTORY.splitlines()
    moved = "\n".join([lines[0], lines[1].replace("best, since = None, 0", "since, best = 0, None"),
                       *lines[2:]])  # fmt: skip
    (pair,) = compared(work("ada", *ADA), work("ben", moved, WINDOWS, STANDARDISE))
    across = {(one.first.cell, one.second.cell) for one in pair.passages}
    assert {(2, 4), (3, 3), (4, 2)} <= across


def test_what_is_half_copied_is_found_and_the_other_half_is_not() -> None:
    (pair,) = compared(work("ada", *ADA), work("ben", OTHER[0], WINDOWS, HISTORY))
    assert cells_of(pair) == {3, 4}


def test_independent_answers_are_no_hit() -> None:
    assert compared(work("ada", *ADA), work("ben", *OTHER)) == []


def test_prescribed_cells_and_runs_of_the_template_cause_no_hit() -> None:
    long = TEMPLATE[0] + "\n" + "\n".join(f"show({n}, images[{n}], scale={n})" for n in range(30))
    given = (long, *TEMPLATE)
    same = lookalikes([work("ada", long), work("ben", long)], (), given)
    assert same == []
    # Neither where somebody has put a line of their own in front of it.
    changed = [work("ada", f"a = 1\n{long}"), work("ben", f"print('b')\n{long}")]
    assert lookalikes(changed, (), given) == []


def test_what_most_of_a_class_wrote_is_no_hit_and_what_two_of_it_wrote_is() -> None:
    crowd = [work(f"s{n:02}", WINDOWS, OTHER[n % 3]) for n in range(20)]
    assert compared(*crowd[:3], *crowd[3:]) == []
    pairs = compared(*crowd, work("ada", WINDOWS, HISTORY), work("ben", WINDOWS, renamed(HISTORY)))
    assert [(one.first, one.second) for one in pairs] == [("ada", "ben")]
    assert cells_of(pairs[0]) == {3}


def test_an_earlier_class_is_held_against_this_one_and_not_against_itself() -> None:
    corpus = (work("2025: eve", *ADA), work("2025: max", *map(renamed, ADA)))
    pairs = compared(work("ada", *OTHER), work("ben", *map(renamed, ADA)), corpus=corpus)
    assert {(one.first, one.second) for one in pairs} == {
        ("ben", "2025: eve"),
        ("ben", "2025: max"),
    }


@pytest.mark.parametrize("seed", range(20))
def test_any_text_at_all_is_compared(seed: int) -> None:
    draw = random.Random(seed)
    signs = "abc =()[]{}:.,'\"\\\n\t#%!?λ\x00\u2028 def for 12"
    texts = ["".join(draw.choices(signs, k=draw.randrange(400))) for _ in range(4)]
    works = [work(f"s{n}", *texts, texts[0] * 3) for n in range(3)]
    for pair in compared(*works):
        for one in pair.passages:
            assert 1 <= one.first.start <= one.first.end
            assert one.tokens >= 12


def test_a_class_is_laid_out_for_jplag_and_dolos() -> None:
    works = [work("Ada B", *ADA), work("ada b", "%matplotlib inline\n" + WINDOWS)]
    corpus = [work("2025: eve", *OTHER)]
    jplag = laid_out("jplag", works, corpus, TEMPLATE)
    folders = {name.rsplit("/", 1)[0] for name in jplag}
    assert len(folders) == 4
    assert "template" in folders
    assert len({name.casefold() for name in folders}) == 4
    for name, data in jplag.items():
        compile(data, name, "exec")
        assert ("images, labels" in data.decode()) == (name == "template/template.py")
    dolos = laid_out("dolos", works, corpus, TEMPLATE)
    rows = list(csv.DictReader(io.StringIO(dolos["info.csv"].decode())))
    assert [row["full_name"] for row in rows] == ["Ada B", "ada b", "2025: eve"]
    assert {row["filename"] for row in rows} | {"info.csv", "template.py"} == set(dolos)
    assert [row["labels"] for row in rows] == ["class", "class", "earlier"]
