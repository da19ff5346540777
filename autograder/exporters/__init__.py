"""The registry of export formats: one module each, and its line here."""

from autograder.exporters.blackboard import BLACKBOARD
from autograder.exporters.brightspace import BRIGHTSPACE
from autograder.exporters.canvas import CANVAS
from autograder.exporters.form import Exporter
from autograder.exporters.gradescope import GRADESCOPE
from autograder.exporters.moodle import MOODLE
from autograder.exporters.moodle_gradebook import MOODLE_GRADEBOOK
from autograder.exporters.nbgrader import NBGRADER
from autograder.exporters.otter import OTTER
from autograder.exporters.tables import CSV, JSON
from autograder.records.errors import ConfigError

EXPORTERS: tuple[Exporter, ...] = (
    CANVAS,
    MOODLE,
    MOODLE_GRADEBOOK,
    BRIGHTSPACE,
    BLACKBOARD,
    GRADESCOPE,
    OTTER,
    NBGRADER,
    CSV,
    JSON,
)


def find_exporter(name: str) -> Exporter:
    """The exporter of that name.

    Raises:
        ConfigError: If there is none.
    """
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    names = ", ".join(exporter.name for exporter in EXPORTERS)
    raise ConfigError(f"No export format {name!r}; there are: {names}.")
