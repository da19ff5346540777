# %% Q1
Q1 = mcq("Q1")

# %% Q2
Q2 = mcq("Q2")

# %% Q3
Q3 = mcq("Q3")

# %% Q4
Q4 = mcq("Q4")
