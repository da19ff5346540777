# tries = "Asks its user something in a cell of its own."

# %% before q1_2
name = input("Who are you? ")
