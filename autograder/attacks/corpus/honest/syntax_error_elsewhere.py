# tries = "Has a cell that is no Python: notes, half a line."

# %% before windows
def unfinished(:
    my notes

# %% before greeting
This cell was meant to be markdown.
