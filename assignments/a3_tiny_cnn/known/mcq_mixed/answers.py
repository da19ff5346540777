# %% Q7
Q7 = mcq("Q7", "A")

# %% Q8
Q8 = mcq("Q8", "F")
