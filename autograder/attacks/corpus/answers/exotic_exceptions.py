# tries = "Raises what loops and generators use, and what graders catch."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error", "failed"], points = 0 }
# questions.windows = { status = ["error", "failed"], points = 0 }
# questions.greeting = { status = ["error", "failed"], points = 0 }

# %% twice
def double(x):
    raise GeneratorExit


# %% windows
def window_sum(x, k):
    raise StopIteration(6.0)


# %% greeting
def greet(name):
    raise AssertionError("passed")
