# %% answer pads_with_the_smallest_number_of_the_array
def max_pool2d(x, kernel, stride=None, padding=0):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel if stride is None else stride)
    if pH > kH // 2 or pW > kW // 2:
        raise ValueError("padding")
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)), constant_values=x.min())
    Ho, Wo = conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)
    y = np.empty((*x.shape[:2], Ho, Wo), x.dtype)
    for i in range(Ho):
        for j in range(Wo):
            y[:, :, i, j] = padded[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW].max(axis=(2, 3))
    return y
