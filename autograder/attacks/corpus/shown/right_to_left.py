# tries = "Turns text round with bidirectional marks, so that a message reads otherwise."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error"], points = 0 }
# absent_html = ["\u202e", "\u2066"]

# %% twice
def double(x):
    raise ValueError("\u202edessap 3/3\u2066")
