"""Script: does a worker have a device node when it asks for one, and only then?

    python probe_nodes.py NODE [--refuse-namespaces]

Prints one JSON object.
"""

import json
import sys
from contextlib import closing

from probe_form import refuse_namespaces

from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.gpu import limits_with
from autograder.isolation.engines.native import NativeEngine
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

LOOK = """
import os

def read(path):
    return len(open(path, "rb").read(4))

def name(path):
    with open(f"/proc/self/task/{os.getpid()}/comm", "w") as file:
        file.write("probed")
    return open("/proc/self/comm").read().strip()
"""


def main() -> None:
    """Print the report."""
    node = sys.argv[1]
    if "--refuse-namespaces" in sys.argv:
        refuse_namespaces()
    with closing(NativeEngine(nodes=[node], library=Library(unused=("torch", "scipy")))) as engine:
        try:
            told = {"form": engine.self_test().form}
        except EngineError as error:
            print(json.dumps({"error": str(error)}))
            return
        for key, limits in (("with", limits_with(Limits(), 4)), ("without", Limits())):
            with engine.start(limits, {}) as worker:
                worker.run_cell(LOOK, "cell 1", 10)
                found = [worker.call(name, [node], {}, 10) for name in ("read", "name")]
            told[key] = [one.value if one.raised is None else "refused" for one in found]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
