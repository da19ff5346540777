# tries = "Fills the memory in a cell, between two questions."
# questions.windows = { status = ["passed"], points = 3 }

# %% before windows
hoard = []
while True:
    hoard.append(bytearray(1 << 22))
