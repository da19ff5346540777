"""Ids of mutants are ids of what the code means: words and layout may be improved at any time."""

import ast

import pytest

from autograder.specimens import Material
from autograder.verify.meaning import meaning
from autograder.verify.mutation import Mutant, mutants_of

TEXT = '''"""Windows."""


class Sums:
    """Sums of windows."""

    def of(self, values, size=2):
        """Sums of every window of `values`."""
        # The last window begins where it still fits.
        found = [sum(values[i : i + size]) for i in range(len(values) - size + 1)]
        if not found:
            raise ValueError("no window fits")
        return np.array(found), "sums"
'''

REWORDED = {
    "docstring of a function": (
        "Sums of every window of `values`.",
        "What each window adds up to.",
    ),
    "docstring of a class": ('"""Sums of windows."""', '"""Moving sums.\n\n    Of windows."""'),
    "docstring of a cell": ('"""Windows."""\n\n\n', ""),
    "comment": ("# The last window begins where it still fits.", "# All that fit."),
    "new comment": ('"sums"\n', '"sums"  # and what they are\n'),
    "blank lines": ("        if not", "\n\n        if not"),
    "line breaks": ("[sum(values[i : i + size])", "[\n            sum(values[i : i + size])"),
    "spaces": ("i : i + size", "i:i+size"),
    "quotes": ('"sums"', "'sums'"),
}

CHANGED = {
    "a number": ("size=2", "size=3"),
    "a type of number": ("size=2", "size=2.0"),
    "a name": ("def of(", "def all_of("),
    "a text that is no docstring": ('"sums"', '"windows"'),
    "a statement more": ("        return", "        found.sort()\n        return"),
    "a statement less": (
        '        if not found:\n            raise ValueError("no window fits")\n',
        "",
    ),
    "an operator": ("- size", "+ size"),
}


def mutants(*cells: str) -> list[Mutant]:
    """Every mutant of a question with these answer cells."""
    material = Material("windows", {}, {"q1_1": list(enumerate(cells))})
    return mutants_of(material, "q1_1", most=1000)


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


@pytest.mark.parametrize("words", REWORDED)
def test_other_words_and_layout_keep_every_id_and_its_slip(words: str) -> None:
    before, after = mutants(TEXT), mutants(edited(*REWORDED[words]))
    assert len(before) >= 20
    assert [(one.id, one.kind) for one in after] == [(one.id, one.kind) for one in before]


@pytest.mark.parametrize("change", CHANGED)
def test_other_code_gives_other_ids(change: str) -> None:
    before, after = (code_by_id(text) for text in (TEXT, edited(*CHANGED[change])))
    assert len(after) >= 15
    # A slip at the place of the change may lead to one code from either side.
    same = before.keys() & after.keys()
    assert len(same) <= 3
    assert all(before[name] == after[name] for name in same)


def code_by_id(text: str) -> dict[str, str]:
    return {one.id: ast.dump(ast.parse(one.edit.source)) for one in mutants(text)}


def test_one_code_in_two_cells_gives_two_ids() -> None:
    other = TEXT.replace("class Sums", "class Others")
    one, turned = (
        {found.id for found in mutants(*cells)} for cells in ((TEXT, other), (other, TEXT))
    )
    assert len(one) == len(turned) >= 40
    assert not one & turned


def test_what_cannot_be_parsed_has_no_meaning() -> None:
    assert meaning("def (") is None
    assert meaning("\0") is None
