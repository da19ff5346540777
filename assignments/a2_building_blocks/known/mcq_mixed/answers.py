# %% Q5
Q5 = mcq("Q5", "a")

# %% Q6
Q6 = mcq("Q6", "E")
