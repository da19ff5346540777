# tries = "Installs input transforms and hooks that blank or change later cells."
# questions.twice = { status = ["failed"], points = 0 }

# %% before start
shell = get_ipython()
try:
    shell.input_transformers_cleanup.append(lambda lines: ["pass\n"])
    shell.input_transformers_post.append(lambda lines: [line.replace("3", "2") for line in lines])
    shell.ast_transformers.append(None)
    shell.events.register("pre_run_cell", lambda *args: exit())
    shell.run_cell = lambda *args, **kwargs: None
except Exception as error:
    print(type(error).__name__)

# %% twice
def double(x):
    return np.asarray(x) * 3
