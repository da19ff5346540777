# tries = "Overrides the recording of choices and marks every option as chosen."
# forms = ["full", "restricted", "none"]
# questions.Q1 = { status = ["failed", "error"], points = 0 }

# %% Q1
class Any(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("B")

    def strip(self, *args):
        return self

    upper = lower = strip


Q1 = Any("ABCD")
