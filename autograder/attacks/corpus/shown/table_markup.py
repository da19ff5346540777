# tries = "Puts the table's own markup into messages: styles, links, broken tags."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error"], points = 0 }

# %% twice
def double(x):
    raise ValueError("[bold green]passed[/] [/] [link=file:///etc/passwd]x[/link] [[[/")
