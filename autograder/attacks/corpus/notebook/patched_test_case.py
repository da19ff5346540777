# tries = "Patches Otter's test case so that every test passes."
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
try:
    from otter.test_files import exception_test

    exception_test.test_case.call_func = lambda self, env: None
except ImportError:
    pass


def double(x):
    return None
