# %% answer transposed_kernel
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    if kH > H or kW > W:
        raise ValueError("too large")
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            window = image[i : i + kH, j : j + kW].astype(float)
            out[i, j] = (window * kernel.T).sum() if kH == kW else 0
    return out

# %% answer matrix_product_in_the_window
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    if kH > H or kW > W:
        raise ValueError("too large")
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            window = image[i : i + kH, j : j + kW].astype(float)
            out[i, j] = (window.T @ kernel).sum()
    return out

# %% answer raises_always
def corr2d(image, kernel):
    raise ValueError("not today")

# %% answer divides_by_the_sum_of_the_kernel
def corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError("the kernel does not fit")
    image, kernel = image.astype(float), kernel / (kernel.sum() or 1)
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + kH, j : j + kW] * kernel).sum()
    return out

# %% answer only_one_side_may_be_too_large
def corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H and kW > W:
        raise ValueError("the kernel does not fit")
    image = image.astype(float)
    out = np.zeros((max(H - kH + 1, 0), max(W - kW + 1, 0)))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + kH, j : j + kW] * kernel).sum()
    return out

# %% answer rows_and_columns_of_the_map_exchanged
def corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError("the kernel does not fit")
    image = image.astype(float)
    out = np.zeros((W - kW + 1, H - kH + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            out[j, i] = (image[i : i + kH, j : j + kW] * kernel).sum()
    return out
