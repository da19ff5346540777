"""What every engine promises of cells, calls and workers, asked of each one in the registry."""

import numpy as np
import pytest

from autograder.isolation.engines.engine import WorkerCrashed
from gradekit.outcome import Outcome
from tests.isolation.asking import SECONDS, defined, run


def test_a_call_reports_what_it_changed_in_place(start):
    worker = defined(
        start,
        "def change(a, b, c, *, d):\n    a[0] = 9\n    c.append(1)\n    d['w'] -= 1\n",
    )
    arrays = np.zeros(3), np.zeros(3)
    outcome = worker.call("change", [*arrays, []], {"d": {"w": np.ones(2)}}, SECONDS)
    assert set(outcome.changed) == {0, 2, "d"}
    np.testing.assert_array_equal(outcome.changed[0], [9, 0, 0])
    assert outcome.changed[2] == [1]
    np.testing.assert_array_equal(outcome.changed["d"]["w"], [0, 0])
    assert arrays[0][0] == 0


def test_an_exception_is_reported_with_its_line_and_what_had_changed(start):
    worker = defined(start, "def bad(x):\n    x += 1\n    raise KeyError('gone')")
    outcome = worker.call("bad", [np.zeros(1)], {}, SECONDS)
    assert (outcome.raised.type_name, outcome.raised.message) == ("KeyError", "'gone'")
    assert outcome.raised.line == "cell 1, line 3: raise KeyError('gone')"
    assert outcome.changed[0][0] == 1


@pytest.mark.parametrize(
    ("bases", "name"),
    [("ValueError", "ValueError"), ("KeyError, ValueError", "KeyError"), ("Exception", "Own")],
)
def test_an_exception_of_the_notebook_s_own_is_what_except_takes_it_for(start, bases, name):
    worker = defined(start, f"class Own({bases}): pass\ndef bad(): raise Own('no')")
    raised = worker.call("bad", [], {}, SECONDS).raised
    assert (raised.type_name, raised.message.strip("'")) == (name, "no")


def test_a_missing_name_is_a_name_error(start):
    outcome = start().call("conv", [], {}, SECONDS)
    assert outcome.raised.type_name == "NameError"
    assert "conv" in outcome.raised.message


def test_many_calls_have_an_outcome_each(start):
    worker = defined(start, "def half(x):\n    x[0] = 0\n    return 1 / x[1]")
    one, two = np.array([1.0, 2.0]), np.array([1, 0])
    first, second = worker.call_many("half", [([one], {}), ([], {"x": two.tolist()})], SECONDS)
    assert first.value == 0.5
    np.testing.assert_array_equal(first.changed[0], [0.0, 2.0])
    assert second.raised.type_name == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("source", "name", "line"),
    [
        ("x = 1\nprint(y)", "NameError", "cell 1, line 2: print(y)"),
        ("def f(:", "SyntaxError", "cell 1, line 1: def f(:"),
        ("exit()", "SystemExit", "cell 1, line 1: exit()"),
        ("import sys; sys.exit(0)", "SystemExit", "cell 1, line 1: import sys; sys.exit(0)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "cell 1, line 1: raise KeyboardInterrupt"),
        ("def f(n): return f(n + 1)\nf(0)", "RecursionError", None),
    ],
)
def test_an_exception_in_a_cell_leaves_the_worker_serving(start, source, name, line):
    worker = start()
    raised = run(worker, source)
    assert raised.type_name == name
    assert line is None or raised.line == line
    assert run(worker, "z = 5") is None
    assert worker.get("z", SECONDS) == 5


def test_an_answer_that_cannot_cross_is_an_exception(start):
    worker = defined(start, "deep = []\nfor _ in range(40): deep = [deep]", answer_bytes=1 << 20)
    run(worker, "import numpy as np\ndef deep_one(): return deep\ndef big(): return np.ones(10**6)")
    assert worker.call("deep_one", [], {}, SECONDS).raised.type_name == "AnswerError"
    assert "1 MiB" in worker.call("big", [], {}, SECONDS).raised.message


def test_files_lie_in_a_folder_that_no_other_worker_sees(start):
    first = start({"data/a.txt": b"content"})
    assert run(first, "text = open('data/a.txt').read()\nopen('left.txt', 'w').write('x')") is None
    assert first.get("text", SECONDS) == "content"
    second = start()
    run(second, "import os\nthere = os.listdir()")
    assert second.get("there", SECONDS) == []


def test_magics_are_harmless(start):
    worker = start()
    source = (
        "%matplotlib inline\n%load_ext autoreload\n%time y = 6\n!touch there\nfiles = !ls\n"
        "%pip install torch\n%timeit -n 1 z = 2\nimport os\nmade = os.path.exists('there')"
    )
    assert run(worker, source) is None
    assert (worker.get("y", SECONDS), worker.get("made", SECONDS)) == (6, False)
    assert worker.get("files", SECONDS) == []
    assert run(worker, "%%time\nw = 1\n%time v = 2", "cell 2") is None
    assert (worker.get("w", SECONDS), worker.get("v", SECONDS)) == (1, 2)
    assert run(worker, "%%bash\nexit 1", "cell 3") is None
    assert run(worker, "%%capture out\nu = 3", "cell 4") is None
    assert worker.get("u", SECONDS) == 3
    assert "Skipped !touch there" in worker.output()
    assert "Skipped %%bash" in worker.output()


def test_a_line_number_in_a_timed_cell_is_the_cell_s(start):
    raised = run(start(), "%%time\n\n1 / 0")
    assert raised.line == "cell 1, line 3: 1 / 0"


def test_the_namespace_looks_like_a_notebook_s(start):
    worker = start()
    source = (
        "import inspect, otter\nfrom IPython.display import HTML\n"
        "grader = otter.Notebook('a1.ipynb')\ngrader.check('q1')\ngrader.check_all()\n"
        "def f():\n    return 1  # one\n"
        "display(f())\nsource = inspect.getsource(f)\nname = __name__\nget_ipython()\n"
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"
    )
    assert run(worker, source) is None
    assert worker.get("source", SECONDS) == "def f():\n    return 1  # one\n"
    assert worker.get("name", SECONDS) == "__main__"
    assert worker.output() == "1\n"


def test_a_cell_has_a_shell_and_a_library_is_told_that_none_runs(start):
    worker = start()
    source = (
        "from IPython import get_ipython\nfrom gradekit.display import in_notebook\n"
        "from gradekit.notebook.say import shell\n"
        "own, library = get_ipython() is not None, shell() is not None or in_notebook()\n"
    )
    assert run(worker, source) is None
    assert (worker.get("own", SECONDS), worker.get("library", SECONDS)) == (True, False)


def test_random_generators_start_from_the_seed(start):
    draw = (
        "import random, numpy as np, torch\n"
        "drawn = [random.random(), np.random.rand(), torch.rand(1).item(), hash('text')]"
    )
    drawn = []
    for seed in (1, 1, 2):
        worker = start(seed=seed)
        run(worker, draw)
        drawn.append(worker.get("drawn", SECONDS))
    assert drawn[0] == drawn[1]
    assert not set(drawn[0][:3]) & set(drawn[2][:3])


def test_a_probe_runs_beside_the_student_s_code(start):
    worker = defined(
        start, "def twice(x):\n    total = 0\n    for _ in range(x): total += 2\n    return total"
    )
    outcome = worker.probe("loop_steps", "twice", [(3,), 1000], {}, SECONDS)
    assert outcome.raised is None
    assert outcome.value >= 3
    refused = worker.probe("_secret", "twice", [], {}, SECONDS)
    assert refused.raised.type_name == "AnswerError"


def test_closing_twice_is_no_fault(start):
    worker = start()
    worker.close()
    worker.close()
    with pytest.raises(WorkerCrashed, match="has ended"):
        run(worker, "1")


def test_an_engine_describes_its_form(engine):
    report = engine.self_test()
    assert report.form in ("full", "restricted", "none")
    assert report.layers["limits"]
    assert isinstance(engine.start.__self__, type(engine))


def test_workers_live_side_by_side(start):
    workers = [start() for _ in range(4)]
    for number, worker in enumerate(workers):
        run(worker, f"mine = {number}")
    assert [worker.get("mine", SECONDS) for worker in workers] == [0, 1, 2, 3]


def test_an_outcome_is_a_copy(start):
    worker = defined(start, "import numpy as np\nx = np.zeros(2)\ndef f(): return x")
    outcome = worker.call("f", [], {}, SECONDS)
    assert isinstance(outcome, Outcome)
    outcome.value[0] = 5
    assert worker.get("x", SECONDS)[0] == 0


def test_the_kernel_tells_what_a_worker_computes_and_not_what_it_waits(start):
    worker = start()
    before = worker.cpu_seconds()
    if before is None:
        pytest.skip("nobody can look at this engine's processes")
    until = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    run(worker, until)
    busy = worker.cpu_seconds()
    run(worker, "time.sleep(0.3)")
    assert 0.3 <= busy - before < 0.9
    assert worker.cpu_seconds() - busy < 0.2
