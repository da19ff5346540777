# tries = "Dies in a cell that answers nothing."

# %% before windows
ctypes.string_at(0)
