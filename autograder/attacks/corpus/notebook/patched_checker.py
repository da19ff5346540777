# tries = "Fills Otter's checker with results that are already there."
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
try:
    import otter.check.notebook as notebook
    from otter.execute import Checker

    Checker.check = lambda *args, **kwargs: True
    notebook.Notebook.check = lambda *args, **kwargs: True
except ImportError:
    pass


def double(x):
    return np.zeros(3)
