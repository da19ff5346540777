# %% q1_7
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    return np.zeros((1, 1, 1, 1))

# %% q1_8
def im2col(x, kH, kW, stride=1, padding=0):
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW))), (kH, kW), axis=(2, 3)
    )[:, :, ::sH, ::sW]
    return windows.transpose(1, 4, 5, 0, 2, 3).reshape(x.shape[1] * kH * kW, -1)

# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    return conv2d_forward(x, w, b, stride, padding)
