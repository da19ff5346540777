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
