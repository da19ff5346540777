# tries = "Has a forgotten quit() between two questions."

# %% before windows
quit()
