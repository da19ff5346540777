# %% drop q1_5
