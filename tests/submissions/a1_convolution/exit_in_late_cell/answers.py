# %% after end
exit()
