# tries = "Writes test files of its own over those that the grader uses."
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
text = (
    "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'twice'\npoints = 3\n"
    "@test_case(points=3, hidden=False)\ndef test_values(double):\n    pass\n"
)
for folder in ("tests", "../tests", os.path.dirname(PLACES["hidden"]) + "/tests"):
    attempt(os.makedirs, folder, exist_ok=True)
    attempt(lambda: open(folder + "/twice.py", "w").write(text))


def double(x):
    return np.zeros(3)
