# %% after q1_1
scratch = [1, 2, 3]
scratch[10]

# %% after q1_3
undefined_name + 1

# %% after q1_5
this is not even python
