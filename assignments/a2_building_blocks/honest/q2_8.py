# %% answer masks_with_a_switch
def max_pool2d_backward(dout, x, kernel, stride=None):
    kH, kW = pair(kernel)
    sH, sW = pair(kernel) if stride is None else pair(stride)
    dx = np.zeros(x.shape, dtype=float)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            where = np.s_[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
            flat = x[where].reshape(*x.shape[:2], -1)
            is_max = flat == flat.max(axis=-1, keepdims=True)
            first = is_max & (is_max.cumsum(axis=-1) == 1)
            dx[where] += first.reshape(*x.shape[:2], kH, kW) * dout[:, :, i, j, None, None]
    return dx

# %% answer add_at_flat_indices
def max_pool2d_backward(dout, x, kernel, stride=None):
    (kH, kW), (sH, sW) = pair(kernel), pair(stride or kernel)
    N, C, H, W = x.shape
    Ho, Wo = dout.shape[2:]
    views = np.lib.stride_tricks.sliding_window_view(x, (kH, kW), axis=(2, 3))
    views = views[:, :, ::sH, ::sW][:, :, :Ho, :Wo].reshape(N, C, Ho, Wo, kH * kW)
    u, v = np.divmod(views.argmax(axis=-1), kW)
    rows, columns = u + sH * np.arange(Ho)[:, None], v + sW * np.arange(Wo)
    n, c = np.ogrid[:N, :C]
    dx = np.zeros((N, C, H, W))
    np.add.at(dx, (n[..., None, None], c[..., None, None], rows, columns), dout)
    return dx

# %% answer bincount
def max_pool2d_backward(dout, x, kernel, stride=None):
    kH, kW = pair(kernel)
    sH, sW = pair(kernel if stride is None else stride)
    number = np.arange(x.size).reshape(x.shape)
    winners = []
    for n, c, i, j in np.ndindex(dout.shape):
        window = np.s_[n, c, i * sH : i * sH + kH, j * sW : j * sW + kW]
        winners.append(number[window].flat[int(x[window].argmax())])
    total = np.bincount(np.array(winners, dtype=int), weights=dout.ravel().astype(float), minlength=x.size)
    return total.reshape(x.shape)

# %% answer python_max_with_key
def max_pool2d_backward(dout, x, kernel, stride=None):
    (kH, kW), (sH, sW) = pair(kernel), pair(kernel if stride is None else stride)
    dx = np.zeros_like(x, dtype=np.float64)
    for (n, c, i, j), gradient in np.ndenumerate(dout):
        places = [(i * sH + u, j * sW + v) for u in range(kH) for v in range(kW)]
        best = max(places, key=lambda place: x[(n, c, *place)])
        dx[(n, c, *best)] += gradient
    return dx
