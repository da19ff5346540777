# tries = "Types its choice in lower case with blanks."

# %% Q1
Q1 = mcq("Q1", " b ")
