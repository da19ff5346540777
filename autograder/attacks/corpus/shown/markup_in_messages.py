# tries = "Puts script into exception messages, answers and names."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error"], points = 0 }
# questions.q1_3 = { status = ["failed", "error"], points = 0 }
# absent_html = ["<script>stolen", "<img src=x on"]

# %% q1_1
def double(x):
    raise ValueError("<script>stolen()</script><img src=x onerror=stolen()>")


# %% q1_3
def greet(name):
    return "<script>stolen()</script>"
