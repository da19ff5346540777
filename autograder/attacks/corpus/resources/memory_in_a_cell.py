# tries = "Fills the memory in a cell, between two questions."
# questions.q1_2 = { status = ["passed"], points = 3 }

# %% before q1_2
hoard = []
while True:
    hoard.append(bytearray(1 << 22))
