# tries = "Dies in a cell that answers nothing."

# %% before q1_2
ctypes.string_at(0)
