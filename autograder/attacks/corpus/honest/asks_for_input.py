# tries = "Asks its user something in a cell of its own."

# %% before windows
name = input("Who are you? ")
