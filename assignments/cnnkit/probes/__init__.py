"""Probes: functions that run beside the student's code and return plain values.

A test calls a probe with the student's function. In a notebook the probe runs here; when the
function is a stand-in for one in another process (it has `__probe__`), the call is forwarded, and
the probe runs there. So a test is written once.
"""

from cnnkit.probes.calls import Call, Outcome, assemble, call_many
from cnnkit.probes.fill import filled
from cnnkit.probes.fitting import fitted
from cnnkit.probes.forward import PROBES, probe
from cnnkit.probes.models import FORM, behaviour, model
from cnnkit.probes.operations import operations
from cnnkit.probes.recipes import recipe
from cnnkit.probes.running import run, seeded
from cnnkit.probes.sources import notebook_source, source
from cnnkit.probes.steps import loop_steps

__all__ = [
    "FORM",
    "PROBES",
    "Call",
    "Outcome",
    "assemble",
    "behaviour",
    "call_many",
    "filled",
    "fitted",
    "loop_steps",
    "model",
    "notebook_source",
    "operations",
    "probe",
    "recipe",
    "run",
    "seeded",
    "source",
]
