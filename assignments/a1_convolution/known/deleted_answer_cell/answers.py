# %% delete q1_8
