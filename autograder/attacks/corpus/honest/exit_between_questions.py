# tries = "Has a forgotten quit() between two questions."

# %% before q1_2
quit()
