# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    (N, C, H, W), (F, Cw, kH, kW) = x.shape, w.shape
    if C != Cw:
        raise ValueError(f"{C} channels, but the filters have {Cw}")
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    Ho, Wo = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    y = w.reshape(F, -1) @ im2col(x.astype(dtype), kH, kW, stride, padding)
    if b is not None:
        y = y + b[:, None]
    return y.reshape(N, F, Ho, Wo)
