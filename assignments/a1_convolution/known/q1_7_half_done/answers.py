# %% q1_7
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    if dilation not in (1, (1, 1)) or groups != 1:
        raise NotImplementedError
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    F, Cw, kH, kW = w.shape
    if C != Cw:
        raise ValueError("channels differ")
    Ho, Wo = (H + 2 * ph - kH) // sh + 1, (W + 2 * pw - kW) // sw + 1
    if Ho <= 0 or Wo <= 0:
        raise ValueError("the kernel does not fit")
    dtype = np.result_type(x, w) if x.dtype.kind == w.dtype.kind == "f" else np.float64
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(dtype)
    y = np.zeros((N, F, Ho, Wo), dtype)
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    window = padded[n, :, i * sh:i * sh + kH, j * sw:j * sw + kW]
                    y[n, f, i, j] = np.sum(window * w[f]) + (0 if b is None else b[f])
    return y
