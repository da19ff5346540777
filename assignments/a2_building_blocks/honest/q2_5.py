# %% answer sliding_window_view
def max_pool2d(x, kernel, stride=None, padding=0):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel) if stride is None else pair(stride)
    if pH > kH // 2 or pW > kW // 2:
        raise ValueError("too much padding")
    lowest = np.iinfo(x.dtype).min if np.issubdtype(x.dtype, np.integer) else -np.inf
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)), constant_values=lowest)
    conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)  # raise
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kH, kW), axis=(2, 3))
    return windows[:, :, ::sH, ::sW].max(axis=(-2, -1))

# %% answer running_maximum_over_offsets
def max_pool2d(x, kernel, stride=None, padding=0):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    (sH, sW) = pair(stride if stride is not None else kernel)
    if 2 * pH > kH or 2 * pW > kW:
        raise ValueError("padding")
    N, C, H, W = x.shape
    Ho, Wo = conv_out_size(H, kH, sH, pH), conv_out_size(W, kW, sW, pW)
    bottom = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    padded = np.full((N, C, H + 2 * pH, W + 2 * pW), bottom, x.dtype)
    padded[..., pH : pH + H, pW : pW + W] = x
    best = np.full((N, C, Ho, Wo), bottom, x.dtype)
    for u in range(kH):
        for v in range(kW):
            seen = padded[:, :, u : u + sH * (Ho - 1) + 1 : sH, v : v + sW * (Wo - 1) + 1 : sW]
            np.maximum(best, seen, out=best)
    return best

# %% answer windows_cut_at_the_border
def max_pool2d(x, kernel, stride=None, padding=0):
    """No padding at all: a window is what lies inside the picture."""
    (kH, kW), (sH, sW) = pair(kernel), pair(kernel if stride is None else stride)
    pH, pW = pair(padding)
    if pH > kH // 2 or pW > kW // 2:
        raise ValueError("more than half the kernel")
    Ho, Wo = conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)
    rows = [
        [
            x[:, :, max(i * sH - pH, 0) : i * sH - pH + kH, max(j * sW - pW, 0) : j * sW - pW + kW]
            .reshape(*x.shape[:2], -1)
            .max(axis=-1)
            for j in range(Wo)
        ]
        for i in range(Ho)
    ]
    return np.moveaxis(np.array(rows, dtype=x.dtype), (0, 1), (2, 3))

# %% answer torch_amax_of_unfold
def max_pool2d(x, kernel, stride=None, padding=0):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel if stride is None else stride)
    if pH * 2 > kH or pW * 2 > kW:
        raise ValueError("padding may be half the kernel at most")
    lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)), constant_values=lowest)
    conv_out_size(x.shape[2], kH, sH, pH)
    conv_out_size(x.shape[3], kW, sW, pW)
    windows = torch.from_numpy(padded).unfold(2, kH, sH).unfold(3, kW, sW)
    return windows.amax(dim=(-2, -1)).numpy()

# %% answer rows_first_then_columns
def max_pool2d(x, kernel, stride=None, padding=0):
    def along(a, axis, k, s, p):
        places = conv_out_size(a.shape[axis], k, s, p)
        slices = [
            np.take(a, range(max(i * s - p, 0), min(i * s - p + k, a.shape[axis])), axis=axis)
            for i in range(places)
        ]
        return np.stack([piece.max(axis=axis) for piece in slices], axis=axis)

    k, p = pair(kernel), pair(padding)
    s = k if stride is None else pair(stride)
    if any(border > size // 2 for border, size in zip(p, k)):
        raise ValueError("windows of nothing but border")
    return along(along(x, 2, k[0], s[0], p[0]), 3, k[1], s[1], p[1]).astype(x.dtype)
