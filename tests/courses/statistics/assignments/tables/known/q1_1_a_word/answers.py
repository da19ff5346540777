# %% q1_1
mean_height = "tall"

# %% after q1_1
mean_height = "tall"
