# %% Q9
Q9 = mcq("Q9")

# %% Q10
Q10 = mcq("Q10")

# %% Q11
Q11 = mcq("Q11")

# %% Q12
Q12 = mcq("Q12")

# %% Q13
Q13 = mcq("Q13")
