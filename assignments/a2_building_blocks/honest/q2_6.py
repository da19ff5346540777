# %% answer sliding_window_view
def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel) if stride is None else pair(stride)
    if pH > kH // 2 or pW > kW // 2:
        raise ValueError("too much padding")
    conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)

    def sums(a):
        padded = np.pad(a, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
        views = np.lib.stride_tricks.sliding_window_view(padded, (kH, kW), axis=(2, 3))
        return views[:, :, ::sH, ::sW].sum(axis=(-1, -2))

    divisor = kH * kW if count_include_pad else sums(np.ones((1, 1, *x.shape[2:])))
    result = sums(x.astype(np.float64)) / divisor
    return result.astype(np.float32) if x.dtype == np.float32 else result


def global_avg_pool(x):
    return x.reshape(*x.shape[:2], -1).mean(axis=-1)

# %% answer summed_area_table
def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel if stride is None else stride)
    if max(2 * pH - kH, 2 * pW - kW) > 0:
        raise ValueError("padding of more than half the kernel")
    Ho, Wo = conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)

    def window_sums(a):
        table = np.pad(a, [(0, 0)] * (a.ndim - 2) + [(pH + 1, pH), (pW + 1, pW)]).cumsum(-2).cumsum(-1)
        i, j = sH * np.arange(Ho)[:, None], sW * np.arange(Wo)[None]
        corner = lambda u, v: table[..., i + u, j + v]
        return corner(kH, kW) - corner(0, kW) - corner(kH, 0) + corner(0, 0)

    total = window_sums(x.astype(float))
    count = float(kH * kW) if count_include_pad else window_sums(np.ones(x.shape[2:]))
    return (total / count).astype(np.float32 if x.dtype == np.float32 else np.float64)


def global_avg_pool(x):
    wide = x.astype(np.float64).sum((2, 3)) / (x.shape[2] * x.shape[3])
    return wide.astype("float32") if x.dtype == "float32" else wide

# %% answer matrices_for_both_axes
def _mean_matrix(n, k, s, p, include):
    places = conv_out_size(n, k, s, p)
    rows = np.zeros((places, n))
    for i in range(places):
        real = [q for q in range(i * s - p, i * s - p + k) if 0 <= q < n]
        rows[i, real] = 1 / (k if include else len(real))
    return rows


def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    k, p = pair(kernel), pair(padding)
    s = pair(kernel if stride is None else stride)
    if p[0] > k[0] // 2 or p[1] > k[1] // 2:
        raise ValueError("padding")
    A = _mean_matrix(x.shape[2], k[0], s[0], p[0], count_include_pad)
    B = _mean_matrix(x.shape[3], k[1], s[1], p[1], count_include_pad)
    y = A @ x.astype(np.float64) @ B.T
    return y.astype(x.dtype) if x.dtype == np.float32 else y


def global_avg_pool(x):
    kind = x.dtype if x.dtype in (np.float32, np.float64) else np.float64
    return np.einsum("nchw->nc", x, dtype=np.float64).astype(kind) / kind.type(x[0, 0].size) if isinstance(kind, np.dtype) else np.mean(x, (2, 3))

# %% answer plain_loops
def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel if stride is None else stride)
    if pH > kH // 2:
        raise ValueError("vertical padding")
    if pW > kW // 2:
        raise ValueError("horizontal padding")
    N, C, H, W = x.shape
    Ho, Wo = conv_out_size(H, kH, sH, pH), conv_out_size(W, kW, sW, pW)
    out = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        top, bottom = max(i * sH - pH, 0), min(i * sH - pH + kH, H)
        for j in range(Wo):
            left, right = max(j * sW - pW, 0), min(j * sW - pW + kW, W)
            real = x[:, :, top:bottom, left:right].astype(np.float64)
            number = kH * kW if count_include_pad else (bottom - top) * (right - left)
            out[:, :, i, j] = real.sum(axis=(2, 3)) / number
    if x.dtype == np.float32:
        return np.float32(out)
    return out


def global_avg_pool(x):
    return avg_pool2d(x, x.shape[2:])[:, :, 0, 0]
