# tries = "Aborts and asks for a core dump."
# questions.windows = { status = ["crashed"], points = 0 }

# %% windows
def window_sum(x, k):
    import resource

    attempt(resource.setrlimit, resource.RLIMIT_CORE, (-1, -1))
    os.abort()
