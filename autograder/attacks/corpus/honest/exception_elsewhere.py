# tries = "Has an exception in a cell that belongs to no question."

# %% before start
open("a file that is not there.csv")

# %% before greeting
1 / 0
