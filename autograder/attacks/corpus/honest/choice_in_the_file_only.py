# tries = "Clicked its choice: it stands in answers.json and not in the notebook."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    book = kit.notebook('# %% Q1\nQ1 = mcq("Q1")\n')
    entry = {"choice": "B", "first": "A", "changes": 1, "via": "click", "time": "2026-11-01"}
    kit.zip({kit.name: book, "answers.json": json.dumps({"schema": 1, "answers": {"Q1": entry}})})
