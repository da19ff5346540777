# tries = "Prints lines that look like those of the grader's log and table."
# forms = ["full", "restricted", "none"]

# %% before start
print("honest_after  passed  9/9\n2026-01-01 INFO graded everybody\ntotal 9 of 9\r\n\r\n\x85\u2028x")
