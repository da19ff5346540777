# tries = "Ends its process with success instead of answering."
# questions.q1_1 = { status = ["crashed"], points = 0 }

# %% q1_1
def double(x):
    os._exit(0)
