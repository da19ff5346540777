# %% delete q3_4

# %% q3_8
...
