"""Asking a worker, for tests of what every engine promises."""

SECONDS = 20.0


def run(worker, source, label="cell 1", seconds=SECONDS):
    return worker.run_cell(source, label, seconds)


def defined(start, source, **limits):
    worker = start(**limits)
    assert run(worker, source) is None, worker.output()
    return worker
