"""Asking a worker, for tests of what every engine promises."""

SECONDS = 20.0


def run(worker, source, label="cell 1", seconds=SECONDS):
    return worker.run_cell(source, label, seconds)


def defined(start, source, **limits):
    worker = start(**limits)
    assert run(worker, source) is None, worker.output()
    return worker


class Direct:
    """A session that asks one worker."""

    def __init__(self, worker):
        self.worker = worker

    def get(self, name):
        return self.worker.get(name, SECONDS)

    def call(self, name, args, kwargs):
        return self.worker.call(name, args, kwargs, 0.3)

    def call_many(self, name, calls):
        return self.worker.call_many(name, calls, 0.3)

    def probe(self, probe, name, args, kwargs):
        return self.worker.probe(probe, name, args, kwargs, SECONDS)

    def use(self, name, do, args):
        return self.worker.use(name, do, args, SECONDS)

    def forget(self):
        self.worker.forget(SECONDS)

    @property
    def links(self):
        return self.worker.links

    @links.setter
    def links(self, links):
        self.worker.links = links
