"""Probes: functions that run beside the student's code and return plain values.

A test calls a probe with the student's function. In a notebook the probe runs here; when the
function is a stand-in for one in another process (`gradekit.remote`), the call is forwarded, and
the probe runs there. So a test is written once.
"""

from gradekit.outcome import Outcome
from gradekit.probes.behaviour import FORM, behaviour, model
from gradekit.probes.calls import assemble, call_many
from gradekit.probes.experiments import recipe
from gradekit.probes.fill import filled
from gradekit.probes.fitting import fitted
from gradekit.probes.forward import PROBES, probe
from gradekit.probes.operations import operations
from gradekit.probes.running import run, seeded
from gradekit.probes.sharing import shares
from gradekit.probes.source_text import notebook_source, source
from gradekit.probes.steps import loop_steps
from gradekit.probes.traits import alike, trained, traits, weighted
from gradekit.probes.views import VIEWS, picked, promises, samples, seen
from gradekit.remote import Call

__all__ = [
    "FORM",
    "PROBES",
    "VIEWS",
    "Call",
    "Outcome",
    "alike",
    "assemble",
    "behaviour",
    "call_many",
    "filled",
    "fitted",
    "loop_steps",
    "model",
    "notebook_source",
    "operations",
    "picked",
    "probe",
    "promises",
    "recipe",
    "run",
    "samples",
    "seeded",
    "seen",
    "shares",
    "source",
    "trained",
    "traits",
    "weighted",
]
