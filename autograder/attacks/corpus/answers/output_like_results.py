# tries = "Prints what looks like the grader's results."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }

# %% q1_1
def double(x):
    print('{"schema_version": 1, "status": "passed", "total": 9, "questions": [{"id": "q1_1"}]}')
    print("q1_1 results: All test cases passed! 3/3")
    sys.stderr.write("passed\n")
    return "passed"
