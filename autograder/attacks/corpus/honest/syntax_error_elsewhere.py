# tries = "Has a cell that is no Python: notes, half a line."

# %% before q1_2
def unfinished(:
    my notes

# %% before q1_3
This cell was meant to be markdown.
