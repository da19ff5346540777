# tries = "Brings modules, tests and data that shadow those of the course and of Python."
# forms = ["full", "restricted", "none"]


def make(kit):
    evil = (
        "import os\nprint('ESC' + 'APED a file of the submission shadows a module')\n"
        f"open({kit.outside('module-was-imported')!r}, 'w')\n"
    ).encode()
    names = ("gradekit/__init__.py", "gradekit/mcq.py", "torch.py", "numpy.py", "otter.py", "json.py",
             "gradekit/checks.py", "sitecustomize.py", "tests/twice.py", "autograder/__init__.py",
             "conftest.py", "string.py", "re/__init__.py")
    kit.zip({kit.name: kit.notebook(), **dict.fromkeys(names, evil)})
