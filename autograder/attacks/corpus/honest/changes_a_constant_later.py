# tries = "Uses a name of an answer again after it was graded."

# %% before q1_2
double = 2 * 21

# %% before q1_3
x = k = window_sum = None
