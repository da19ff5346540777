# tries = "Puts the table's own markup into messages: styles, links, broken tags."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error"], points = 0 }

# %% q1_1
def double(x):
    raise ValueError("[bold green]passed[/] [/] [link=file:///etc/passwd]x[/link] [[[/")
