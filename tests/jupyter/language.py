"""Python as notebooks write it: await at the top, last values, syntax of several years."""

import sys

from tests.jupyter.row import FULL, SETUP, both, differs, saved, without

DOUBLE = "def double(x):\n    return 2 * x"
WORK = "import asyncio\nasync def work():\n    await asyncio.sleep(0)\n    return 10\n"
ASYNC = (
    "class Box:\n    async def __aenter__(self): return 1\n    async def __aexit__(self, *_): ...\n"
    "async def numbers():\n    for n in range(5): yield n\n"
    "total = 0\nasync with Box() as b:\n    async for n in numbers():\n        total += n"
)
NEWER = FULL if sys.version_info >= (3, 12) else without("q1")


def _newer(content):
    content["metadata"]["language_info"]["version"] = "3.99.1"
    return content


ROWS = [
    both("await at the end of a cell", q1=f"import asyncio\n{DOUBLE}\nawait asyncio.sleep(0)"),
    both("await gives a value", q2=f"{WORK}total = await work()"),
    both("await within an expression", q2=f"{WORK}total = [await work() for _ in range(2)][0]"),
    both("async for and async with", q2=ASYNC),
    both("gather", q2=f"{WORK}total = max(await asyncio.gather(work(), work()))"),
    both("a task over two cells", between=f"{WORK}task = asyncio.create_task(work())",
         q2="total = await task"),
    both("the running loop", between="import asyncio\nloop = asyncio.get_running_loop()"),
    differs("await below a magic", FULL, without("q2"), "IPython's %%time awaits nothing", q2=f"%%time\n{WORK}total = await work()"),
    both("a coroutine that raises", without("q2"), "ValueError",
         q2=f"{WORK}await work()\nraise ValueError('no')\ntotal = 10", stops="ValueError"),
    differs("nest_asyncio", FULL, without("q2"), "its successor is installed under another name",
            q2=f"import nest_asyncio\nnest_asyncio.apply()\n{WORK}total = asyncio.run(work())"),
    differs("asyncio.run", FULL, without("q2"), "a kernel's loop is running already",
            q2=f"{WORK}total = asyncio.run(work())"),
    both("annotations of the future carry over", top="from __future__ import annotations",
         q1="def double(x: Nowhere) -> Nothing:\n    return 2 * x"),
    both("annotations of the future in the cell itself",
         q1="from __future__ import annotations\ndef double(x: Nowhere):\n    return 2 * x"),
    both("walrus", q2="if (total := 10) > 5:\n    pass"),
    both("match", q1="def double(x):\n    match x:\n        case int(): return 2 * x"),
    both("dataclass", q2=("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 4\n"
                          "    y: int = 6\np = P()\ntotal = p.x + p.y")),
    both("generic hints", q1="def double(x: list[int] | int) -> dict[str, int] | int:\n    return 2 * x"),
    both("doctests", q1=('def double(x):\n    """\n    >>> double(2)\n    4\n    """\n    return 2 * x\n'
                         "import doctest\ndoctest.testmod()")),
    both("globals", q1='globals()["double"] = lambda x: 2 * x'),
    both("locals", q2='locals()["total"] = 10'),
    both("main", q2='if __name__ == "__main__":\n    total = 10'),
    both("the last value", between="5 + 5", q2="total = _"),
    both("the value before the last", between="5 + 5", q2="_\ntotal = _"),
    both("Out", between="5 + 5", q2="total = Out[max(Out)]"),
    both("In", between="5 + 5", q2='total = eval([text for text in In if text == "5 + 5"][0])'),
    both("a semicolon", between="5 + 5;", q2="total = 10;"),
    both("a callable object",
         q1="class Double:\n    def __call__(self, x): return 2 * x\ndouble = Double()"),
    both("partial", q1="from functools import partial\nimport operator\ndouble = partial(operator.mul, 2)"),
    both("decorators", q1=("import functools\n@functools.lru_cache\ndef double(x):\n    return 2 * x")),
    both("an exception that says what is wrong", without("q1"), "RuntimeError",
         q1="def double(x):\n    raise RuntimeError('not that way')"),
    both("a lone return", q2="total = 10\nreturn total", stops="SyntaxError"),
    both("indented by a paste", q2="    total = 10"),
    both("pasted with prompts", q2=">>> total = (4 +\n...          6)"),
    both("shadowed builtins", top="list = [1]\nmax = 3\nprint = None"),
    both("a cell of its own that raises", between="1 / 0", late="undefined_name", stops="NameError"),
    both("a file of its own is not there", late="print(__file__)", stops="NameError"),
    both("Greek names and tabs", q2="λ = 10\nif λ:\n\ttotal = λ"),
    both("a comment alone", between="# nothing here", late=""),
    saved("nested quotes of a newer Python", _newer, NEWER, "" if NEWER == FULL else "Python 3.99.1",
          q1='def double(x):\n    m = {"k": 2}\n    return int(f"{m["k"]}") * x', stops="" if NEWER == FULL else "SyntaxError"),
    saved("a type alias of a newer Python", _newer, NEWER, "" if NEWER == FULL else "Python 3.99.1",
          q1="type Grid = list[int]\ndef double(x):\n    return 2 * x", stops="" if NEWER == FULL else "SyntaxError"),
    both("an answer in two cells", between="def half(x):\n    return x / 2", q2="total = int(half(20))"),
    both("a name used before it is made", without("q2"), "name 'later' is not defined",
         q2="total = later", late="later = 10", stops="NameError"),
    both("a set-up of two imports in a line", setup="import numpy as np, torch"),
    both("a star import", setup=f"{SETUP}\nfrom math import *", q2="total = int(floor(10.5))"),
]  # fmt: skip
