from autograder.records import files


def make(draft, folder):
    """The blank notebook, with passing tests where Otter keeps its public ones."""
    test = """
from otter.test_files import test_case

OK_FORMAT = False
name = "q1_3"
points = 3

@test_case(points=3, hidden=False)
def test_nothing():
    pass
"""
    otter = draft.notebook["metadata"].setdefault("otter", {})
    otter["OK_FORMAT"] = False
    otter["tests"] = {f"q1_{number}": test for number in range(1, 10)}
    draft.notebook["metadata"]["autograder"]["points"] = {"q1_3": 3}
    files.write_bytes(folder / draft.name, draft.notebook_bytes())
