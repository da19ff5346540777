# tries = "Makes its answer when it is asked, from text that no scan of the cells sees."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% twice
exec("def double(x):\n    return PLACES and None")
