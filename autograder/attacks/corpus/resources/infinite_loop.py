# tries = "Never returns from a call."
# questions.q1_1 = { status = ["timeout"], points = 0 }

# %% q1_1
def double(x):
    while True:
        pass
