# %% q1_3
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    if kH > H or kW > W:
        raise ValueError("kernel larger than image")
    out = np.zeros((H - kH, W - kW))
    for i in range(H - kH):
        for j in range(W - kW):
            out[i, j] = np.sum(image[i:i + kH, j:j + kW] * kernel)
    return out
