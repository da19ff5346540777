# tries = "Puts calls of the check of a later question into an earlier cell."
# forms = ["full", "restricted", "none"]

# %% before windows
note = 'grader.check("greeting")'
# grader.check("greeting") in a remark
grader.check("nothing")
grader.check("twice")
