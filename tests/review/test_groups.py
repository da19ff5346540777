"""Equal answers stand together, others apart."""

import random

import pytest

from autograder.review.groups import Alike, Member, grouped, normal_form


def code(text: str) -> str:
    return normal_form(text, code=True)


def prose(text: str, *names: str) -> str:
    return normal_form(text, code=False, names=names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x):\n    return x + 1", "def f(value):\n\n    return value+1  # next"),
        (
            "def f(x):\n    '''Doc.'''\n    y = x\n    return y",
            "def f(a: int) -> int:\n  b = a\n  return b",
        ),
        ("def f(xs):\n    return [x for x in xs]", "def f(v):\n    return [w for w in v]"),
        ("x = 3", "x  =  3 # three"),
        ("y: int = 3", "y = 3"),
    ],
)  # fmt: skip
def test_code_is_equal_but_for_space_comments_and_local_names(one: str, other: str) -> None:
    assert code(one) == code(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x):\n    return x + 1", "def f(x):\n    return x - 1"),
        ("def f(x, y):\n    return x - y", "def f(x, y):\n    return y - x"),
        ("mean = a\nmedian = b", "mean = b\nmedian = a"),
        ("def f(x):\n    return abs(x)", "def f(x):\n    return len(x)"),
        ("def f(*, pad):\n    return pad", "def f(*, stride):\n    return stride"),
        ("def f(x):\n    return x.T", "def f(x):\n    return x.mT"),
    ],
)
def test_code_that_does_something_else_stands_apart(one: str, other: str) -> None:
    assert code(one) != code(other)


def test_code_that_is_no_python_is_compared_by_its_words() -> None:
    assert code("def f(x:\n  return  # oh") == code("def f(x:\n\n return")
    assert code("def f(x:") != code("def g(x:")


def test_the_parsed_tree_of_others_is_left_alone() -> None:
    text = "def f(x: int):\n    return x"
    assert code(text) == code(text)
    assert "annotation" not in code(text) or code(text) == code("def f(x):\n    return x")


def test_prose_is_equal_but_for_case_space_punctuation_and_the_own_name() -> None:
    assert prose("Weights are *shared*.") == prose("weights  are\nshared!")
    assert prose("Ada: it is 3-by-3.", "Ada Birch", "Ada") == prose("it is 3-by-3")
    assert prose("“It slides.”") == prose("it slides")


@pytest.mark.parametrize(
    ("one", "other"),
    [("it is 1.5", "it is 15"), ("-1", "1"), ("a < b", "a b"), ("x + y", "x - y"), ("no", "yes")],
)
def test_prose_keeps_what_means_something(one: str, other: str) -> None:
    assert prose(one) != prose(other)


def member(attempt: int, normal: str, slip: str | None = None) -> Member:
    return Member(attempt, f"s{attempt}", f"h{attempt}", normal, slip)


def test_the_same_slip_is_one_group_and_whoever_is_taken_out_stands_alone() -> None:
    members = [member(1, "a"), member(2, "a"), member(3, "b", "flip"), member(4, "c", "flip")]
    members += [member(5, ""), member(6, ""), member(7, "a")]
    found = {one.why: one for one in grouped(members, out={7})}
    assert [one.attempt for one in found["equal"].members] == [1, 2]
    assert [one.attempt for one in found["misconception"].members] == [3, 4]
    assert [one.attempt for one in found["blank"].members] == [5, 6]
    assert [one.attempt for one in found["alone"].members] == [7]


def test_code_whose_checks_failed_alike_is_one_group_if_no_slip_is_known() -> None:
    late, early = Alike("k1", "test_2 (failed)"), Alike("k2", "test_1 (failed)")
    members = [
        Member(1, "s1", "h1", "a", None, late),
        Member(2, "s2", "h2", "b", None, late),
        Member(3, "s3", "h3", "b", None, early),
        Member(4, "s4", "h4", "c", "flip", None),
        Member(5, "s5", "h5", "c", "flip", None),
        Member(6, "s6", "h6", "d"),
        Member(7, "s7", "h7", "d"),
        Member(8, "s8", "h8", "", None, late),
    ]
    found = {
        (one.why, one.mistake): [m.attempt for m in one.members] for one in grouped(members, {2})
    }
    assert found == {
        ("alone", "test_2 (failed)"): [1],
        ("alone", ""): [2],
        ("alone", "test_1 (failed)"): [3],
        ("misconception", "flip"): [4, 5],
        ("equal", ""): [6, 7],
        ("blank", ""): [8],
    }
    together = grouped(members)
    assert [[m.attempt for m in one.members] for one in together if one.why == "alike"] == [[1, 2]]


def test_groups_keep_their_key_when_somebody_joins() -> None:
    before = grouped([member(1, "a"), member(2, "b")])
    after = grouped([member(1, "a"), member(2, "b"), member(3, "a")])
    assert {one.key for one in before} == {one.key for one in after}


def test_an_open_question_of_200_needs_at_most_60_percent_of_the_clicks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Saving a card is a click, with or without groups; a class is simulated ten times.

    Of 100 students 8 write nothing, 55 one of 25 short answers that lie near at hand (the nearest
    as often as Zipf's law has it) with their own case, spaces and stops, 37 something of their own.
    """
    shares = []
    for seed in range(10):
        draw = random.Random(seed)
        common = [f"the weights are shared because of reason {n}" for n in range(25)]
        texts = []
        for n in range(200):
            kind = draw.random()
            if kind < 0.08:
                texts.append("")
            elif kind < 0.63:
                chosen = draw.choices(common, [1 / rank for rank in range(1, 26)])[0]
                texts.append(_retyped(chosen, draw))
            else:
                texts.append(f"In my words {n}: {draw.random()}")
        members = [member(n, prose(text)) for n, text in enumerate(texts, 1)]
        shares.append(len(grouped(members)) / len(members))
    with capsys.disabled():
        print(f"\n  answer groups: {100 * sum(shares) / len(shares):.0f} % of the clicks", end=" ")
    assert max(shares) <= 0.6


def _retyped(text: str, draw: random.Random) -> str:
    words = text.split()
    spaced = draw.choice((" ", "  ", "\n")).join(words)
    return draw.choice((spaced, spaced.capitalize(), spaced.upper())) + draw.choice((".", "", " !"))
