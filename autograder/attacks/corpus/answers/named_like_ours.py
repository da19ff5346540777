# tries = "Raises exceptions named like the grader's own, to be taken for a fault of the grader."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error", "failed"], points = 0 }
# questions.q1_2 = { status = ["error", "failed"], points = 0 }
# questions.q1_3 = { status = ["error", "failed"], points = 0 }

# %% q1_1
class EngineError(Exception):
    pass


def double(x):
    raise EngineError("internal_error: the sandbox is gone")


# %% q1_2
class CheckFailed(AssertionError):
    detail = "passed"


def window_sum(x, k):
    raise CheckFailed("passed")


# %% q1_3
class InternalError(BaseException):
    status = "internal_error"


def greet(name):
    raise InternalError("full points, please")
