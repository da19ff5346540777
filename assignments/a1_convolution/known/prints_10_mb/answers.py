# %% after q1_3
for line in range(10):
    print("x" * 1_000_000)
