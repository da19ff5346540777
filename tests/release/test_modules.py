"""Variables that are modules in the solved notebook."""

from autograder.release.modules import modules_of

CELLS = [
    "import numpy as np\nimport torch.nn as nn, math\nimport os.path\nfrom torch import optim",
    "from math import sqrt\nimport json as j\nj = 3",
    "%matplotlib inline\nimport pandas as pd",
    "def f():\n    import random as r\n    math = 3",
]


def test_imports_of_the_notebook_say_which_variables_are_modules():
    wanted = ["np", "nn", "math", "os", "optim", "sqrt", "j", "pd", "r", "absent"]
    assert modules_of(CELLS, wanted) == {
        "math": "math",
        "nn": "torch.nn",
        "np": "numpy",
        "optim": "torch.optim",
        "os": "os",
    }


def test_a_name_that_is_imported_twice_from_different_places_is_none():
    assert modules_of(["import numpy as m", "import math as m"], ["m"]) == {}
