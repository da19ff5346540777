from datetime import datetime

from autograder.records import files
from autograder.specimens import otter_zip_name


def make(draft, folder):
    """A first export in which nothing is answered, and the solution an hour later."""
    early, late = datetime(2026, 10, 12, 17), datetime(2026, 10, 12, 18)
    files.write_bytes(folder / otter_zip_name(draft.assignment, late), draft.zip_bytes())
    for cell in draft.notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = []
    files.write_bytes(folder / otter_zip_name(draft.assignment, early), draft.zip_bytes())
