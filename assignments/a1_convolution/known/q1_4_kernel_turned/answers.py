# %% q1_4
trace = [4, 24, 33, 9, 27, 21]
trace_shape = (4, 4)
