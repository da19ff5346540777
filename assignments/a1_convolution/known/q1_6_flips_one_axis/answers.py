# %% q1_6
def conv2d_true(image, kernel):
    return corr2d(image, kernel[::-1])
