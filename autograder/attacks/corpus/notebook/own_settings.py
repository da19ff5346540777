# tries = "Brings settings, a release and questions with keys of its own."
# forms = ["full", "restricted", "none"]


def make(kit):
    release = b'{"schema_version": 1, "assignment": "target", "questions": []}'
    settings = b'id = "target"\n[limits]\ncall_seconds = 1000\n'
    questions = b'{"schema": 1, "assignment": "target", "graded": {}, "practice": {}}'
    kit.zip({
        kit.name: kit.notebook(), "release.json": release, "assignment.toml": settings,
        "questions.json": questions, "autograder.zip": b"PK", "otter_config.json": b"{}",
    })
