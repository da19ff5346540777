# tries = "Puts calls of the check of a later question into an earlier cell."
# forms = ["full", "restricted", "none"]

# %% before q1_2
note = 'grader.check("q1_3")'
# grader.check("q1_3") in a remark
grader.check("nothing")
grader.check("q1_1")
