"""Script: which form does the native engine take here, and what does it cost?

    python probe_form.py [--refuse-namespaces] [--forms full,restricted]

Prints one JSON object.
"""

import argparse
import json
import statistics
import struct
import time

from autograder.isolation.confine import linux, seccomp, syscalls
from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.native import FORMS, NativeEngine
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

UNSHARE = {"x86_64": 272, "aarch64": 97}


def refuse_namespaces() -> None:
    """From here on `unshare` fails for this process and its children, as on some hosts."""
    arch = syscalls.architecture()
    number = UNSHARE[next(k for k, v in syscalls.ARCHITECTURES.items() if v is arch)]
    code = [
        (seccomp.LOAD, 0, 0, seccomp.NUMBER),
        (seccomp.EQUAL, 0, 1, number),
        (seccomp.RETURN, 0, 0, seccomp.refuse(1)),
        (seccomp.RETURN, 0, 0, seccomp.ALLOW),
    ]
    linux.no_new_privileges()
    linux.install_filter(b"".join(struct.pack("=HBBI", *row) for row in code))


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--refuse-namespaces", action="store_true")
    parser.add_argument("--forms", default=",".join(FORMS))
    options = parser.parse_args()
    if options.refuse_namespaces:
        refuse_namespaces()
    engine = NativeEngine(
        tuple(options.forms.split(",")), library=Library(unused=("torch", "scipy"))
    )
    try:
        report = engine.self_test()
    except EngineError as error:
        print(json.dumps({"error": str(error)}))
        return
    times = []
    for _ in range(10):
        began = time.perf_counter()
        with engine.start(Limits(), {"a.txt": b"content"}) as worker:
            worker.run_cell("def f(): return open('a.txt').read()", "cell 1", 10)
            value = worker.call("f", [], {}, 10).value
        times.append(time.perf_counter() - began)
    engine.close()
    told = {"form": report.form, "layers": dict(report.layers), "missing": list(report.missing)}
    print(json.dumps({**told, "value": value, "seconds": statistics.median(times)}))


if __name__ == "__main__":
    main()
