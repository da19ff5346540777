# %% before start
notes = "shapes first"

# %% after q2_1
grader.check("q2_1")
[conv_out_size(32, 3, s, 1) for s in (1, 2, 3)]

# %% after q2_2 [markdown]
# The second pooling halves the size again.

# %% after q2_5
small = max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2)
assert small.shape == (1, 1, 2, 2)

# %% after end
def relu(x):
    """An experiment after everything was checked."""
    return x
