# %% q1_7
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C, H, W = x.shape
    F, Cg, kH, kW = w.shape
    if C != Cg * groups:
        raise ValueError(f"{C} channels do not match {Cg} * {groups}")
    Ho = (H + 2 * ph - dh * (kH - 1) - 1) // sh + 1
    Wo = (W + 2 * pw - dw * (kW - 1) - 1) // sw + 1
    if Ho < 1 or Wo < 1:
        raise ValueError("the kernel is larger than the padded input")
    dtype = np.result_type(x, w) if x.dtype.kind == w.dtype.kind == "f" else np.float64
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, F, Ho, Wo), dtype=dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sh, i * sh + dh * (kH - 1) + 1, dh)
                cols = slice(j * sw, j * sw + dw * (kW - 1) + 1, dw)
                patch = xp[:, first:first + Cg, rows, cols].astype(dtype)
                y[:, f, i, j] = (patch * w[f]).sum(axis=(1, 2, 3))
        if b is not None:
            y[:, f] += b[0]
    return y
