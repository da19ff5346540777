# tries = "Writes results of its own to every name that a grader might read."
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
import json
import pickle

result = {"score": 9, "total": 9, "status": "passed", "questions": [], "tests": [{"score": 9}]}
for name in ("results.json", "result.json", ".otter/results.pkl", "results.pkl", "grades.csv",
             "answers.json", "../results.json", "/autograder/results/results.json"):
    attempt(os.makedirs, os.path.dirname(name) or ".", exist_ok=True)
    content = pickle.dumps(result) if name.endswith(".pkl") else json.dumps(result).encode()
    attempt(lambda: open(name, "wb").write(content))


def double(x):
    return np.zeros(3)
