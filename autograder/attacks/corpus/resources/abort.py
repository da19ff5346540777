# tries = "Aborts and asks for a core dump."
# questions.q1_2 = { status = ["crashed"], points = 0 }

# %% q1_2
def window_sum(x, k):
    import resource

    attempt(resource.setrlimit, resource.RLIMIT_CORE, (-1, -1))
    os.abort()
