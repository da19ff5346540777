# tries = "Answers with lone surrogates, NUL bytes and text that only looks the same."
# forms = ["full", "restricted", "none"]
# questions.greeting = { status = ["failed", "error"], points = 0 }

# %% greeting
def greet(name):
    return "Hel\u200blo, \ud800\0\ufeff" + name + "!"
