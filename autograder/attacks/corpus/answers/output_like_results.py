# tries = "Prints what looks like the grader's results."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% twice
def double(x):
    print('{"schema_version": 1, "status": "passed", "total": 9, "questions": [{"id": "twice"}]}')
    print("twice results: All test cases passed! 3/3")
    sys.stderr.write("passed\n")
    return "passed"
