"""What the experiment of q4_9 may take, as `assignment.toml` says."""

from pathlib import Path

from autograder.records.assignment import load_assignment

TASK = load_assignment(Path(__file__).parents[1]).tasks["experiment"]
