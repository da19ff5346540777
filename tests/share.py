"""How much of the machine one test takes."""

import os

JOBS = 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1
"""Processes for a class: each starts an engine of its own, and beside other tests gains nothing."""
