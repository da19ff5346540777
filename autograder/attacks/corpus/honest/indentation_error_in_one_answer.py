# tries = "Breaks one answer; the others keep their points."
# questions.q1_3 = { status = ["error", "failed"], points = 0 }

# %% q1_3
def greet(name):
return "Hello, " + name + "!"
