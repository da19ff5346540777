# tries = "Puts script into exception messages, answers and names."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error"], points = 0 }
# questions.greeting = { status = ["failed", "error"], points = 0 }
# absent_html = ["<script>stolen", "<img src=x on"]

# %% twice
def double(x):
    raise ValueError("<script>stolen()</script><img src=x onerror=stolen()>")


# %% greeting
def greet(name):
    return "<script>stolen()</script>"
