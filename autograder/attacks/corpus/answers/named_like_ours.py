# tries = "Raises exceptions named like the grader's own, to be taken for a fault of the grader."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error", "failed"], points = 0 }
# questions.windows = { status = ["error", "failed"], points = 0 }
# questions.greeting = { status = ["error", "failed"], points = 0 }

# %% twice
class EngineError(Exception):
    pass


def double(x):
    raise EngineError("internal_error: the sandbox is gone")


# %% windows
class CheckFailed(AssertionError):
    detail = "passed"


def window_sum(x, k):
    raise CheckFailed("passed")


# %% greeting
class InternalError(BaseException):
    status = "internal_error"


def greet(name):
    raise InternalError("full points, please")
