# tries = "Uses a name of an answer again after it was graded."

# %% before windows
double = 2 * 21

# %% before greeting
x = k = window_sum = None
