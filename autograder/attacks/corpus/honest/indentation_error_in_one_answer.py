# tries = "Breaks one answer; the others keep their points."
# questions.greeting = { status = ["error", "failed"], points = 0 }

# %% greeting
def greet(name):
return "Hello, " + name + "!"
