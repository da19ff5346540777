"""The parser that several threads share."""

import ast
import concurrent.futures

import pytest

from gradekit import syntax


def test_many_threads_parse_at_once() -> None:
    sources = [
        "\n".join(
            f"def f{n}(a):\n    return [a * {n} + (a - {k}) for k in range({n})]" for k in "12"
        )
        for n in range(600)
    ]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(syntax.parse, sources))
    assert [ast.dump(tree) for tree in trees] == [ast.dump(ast.parse(text)) for text in sources]


def test_what_is_no_python_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(SyntaxError):
            syntax.parse("def f(:")
