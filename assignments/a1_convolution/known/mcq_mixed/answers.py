# %% Q1
Q1 = mcq("Q1", "B")

# %% Q2
Q2 = mcq("Q2")

# %% Q4
Q4 = mcq("Q4", "E")
