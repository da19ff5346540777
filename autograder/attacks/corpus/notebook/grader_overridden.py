# tries = "Replaces the grader object and its module by its own."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }

# %% before start
import types

module = types.ModuleType("otter")


class Notebook:
    def __init__(self, *args, **kwargs):
        print("twice passed!")

    def check(self, question):
        return question + " passed!"

    check_all = export = check


module.Notebook = Notebook
sys.modules["otter"] = module

# %% twice
grader = Notebook()


def double(x):
    return np.zeros(3)
