# tries = "Brings recorded answers of absurd types and size."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    hostile = {"schema": 1, "answers": {
        "Q1": {"choice": ["B"], "first": {"a": 1}, "changes": -1e308, "via": "\u202e", "time": 9},
        "__class__": {"choice": "B"}, "twice": {"choice": "passed"}, "Q2": None,
    }}
    kit.zip({kit.name: kit.notebook(), "answers.json": json.dumps(hostile).encode()})
