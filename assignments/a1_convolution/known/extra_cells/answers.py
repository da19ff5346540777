# %% before start
import numpy as np

my_notes = {"read": "the text first"}

# %% after q1_3
grader.check("q1_3")
edges = corr2d(np.eye(5), np.ones((2, 2)))
assert edges.shape == (4, 4)

# %% after q1_3 [markdown]
# My own conclusion: the output is smaller than the input.

# %% after q1_7
first_try = conv2d_forward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)))
first_try

# %% after end
def corr2d(image, kernel):
    """An experiment after everything was checked."""
    return None
