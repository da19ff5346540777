# %% q1_3
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    if kH > H or kW > W:
        raise ValueError("the kernel does not fit")
    out = np.zeros((H - kH + 1, W - kW + 1), dtype=image.dtype)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i:i + kH, j:j + kW] * kernel).sum()
    return out
