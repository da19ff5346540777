# tries = "Makes its answer when it is asked, from text that no scan of the cells sees."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }

# %% q1_1
exec("def double(x):\n    return PLACES and None")
