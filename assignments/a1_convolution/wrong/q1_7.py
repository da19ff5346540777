# %% answer pads_all_four_axes
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), pH)
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer channels_last_result
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    y = y if b is None else y + b.astype(dtype)[:, None, None]
    return y.transpose(0, 2, 3, 1)

# %% answer sums_over_the_batch
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum()
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer mean_over_the_channels
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(2, 3)).mean(axis=1)
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer filter_0_for_all
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[0]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer raises_always
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    raise ValueError("not today")

# %% answer bias_subtracted
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y - b.astype(dtype)[:, None, None]

# %% answer pairs_the_other_way_round
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sW, sH), (pW, pH), (dW, dH) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer padding_shared_by_both_sides
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH // 2, pH - pH // 2), (pW // 2, pW - pW // 2)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer all_groups_see_the_first_channels
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = 0
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer adds_up_what_it_has
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + Cg, rows, columns]
                y[:, f, i, j] = y[:, f, i, j - 1] + (window * w[f]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]

# %% answer last_channel_missed
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    (N, C, H, W), (F, Cg, kH, kW) = x.shape, w.shape
    if C != groups * Cg:
        raise ValueError(f"x has {C} channels, w takes {groups} * {Cg}")
    Ho = (H + 2 * pH - dH * (kH - 1) - 1) // sH + 1
    Wo = (W + 2 * pW - dW * (kW - 1) - 1) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit into the padded input")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    padded = np.pad(x.astype(dtype), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    y = np.zeros((N, F, Ho, Wo), dtype)
    for f in range(F):
        first = f // (F // groups) * Cg
        for i in range(Ho):
            for j in range(Wo):
                rows = slice(i * sH, i * sH + dH * (kH - 1) + 1, dH)
                columns = slice(j * sW, j * sW + dW * (kW - 1) + 1, dW)
                window = padded[:, first : first + max(Cg - 1, 1), rows, columns]
                y[:, f, i, j] = (window * w[f, : max(Cg - 1, 1)]).sum(axis=(1, 2, 3))
    return y if b is None else y + b.astype(dtype)[:, None, None]
