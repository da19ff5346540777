# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    return conv2d_forward(x, w, b, stride, padding)
