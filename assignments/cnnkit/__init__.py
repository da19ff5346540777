"""What this unit's notebooks import: data, plots, explorers, training, networks."""

from gradekit.libraries import declare

declare(__name__)
