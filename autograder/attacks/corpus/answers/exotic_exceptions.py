# tries = "Raises what loops and generators use, and what graders catch."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error", "failed"], points = 0 }
# questions.q1_2 = { status = ["error", "failed"], points = 0 }
# questions.q1_3 = { status = ["error", "failed"], points = 0 }

# %% q1_1
def double(x):
    raise GeneratorExit


# %% q1_2
def window_sum(x, k):
    raise StopIteration(6.0)


# %% q1_3
def greet(name):
    raise AssertionError("passed")
