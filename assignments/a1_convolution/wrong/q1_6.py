# %% answer its_corr2d_returns_nothing
# %% before q1_6
def corr2d(image, kernel):
    None

# %% q1_6
def conv2d_true(image, kernel):
    return corr2d(image, kernel[::-1, ::-1])
