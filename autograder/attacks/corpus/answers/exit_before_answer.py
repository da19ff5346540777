# tries = "Ends its process with success instead of answering."
# questions.twice = { status = ["crashed"], points = 0 }

# %% twice
def double(x):
    os._exit(0)
