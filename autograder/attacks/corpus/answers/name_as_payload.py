# tries = "Passes off an object with hostile attributes as the function to be tested."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% twice
class Payload:
    __name__ = "double'); import os; os.system('exit"
    __doc__ = "<script>" * 1000
    __signature__ = "not a signature"

    def __call__(self, x):
        return self

    def __getattr__(self, name):
        return self


double = Payload()
