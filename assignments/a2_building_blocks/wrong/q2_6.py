# %% answer zeros_are_no_pixels
def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    (kH, kW), (pH, pW) = pair(kernel), pair(padding)
    sH, sW = pair(kernel if stride is None else stride)
    if pH > kH // 2 or pW > kW // 2:
        raise ValueError("padding may be half the kernel at most")
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    Ho, Wo = conv_out_size(x.shape[2], kH, sH, pH), conv_out_size(x.shape[3], kW, sW, pW)
    y = np.empty((*x.shape[:2], Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            window = padded[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
            count = kH * kW if count_include_pad else (window != 0).sum(axis=(2, 3)).clip(1)
            y[:, :, i, j] = window.sum(axis=(2, 3)) / count
    return y.astype(np.float32) if x.dtype == np.float32 else y


def global_avg_pool(x):
    return x.mean(axis=(2, 3))

# %% answer raises_always
def avg_pool2d(x, kernel, stride=None, padding=0, count_include_pad=True):
    raise ValueError("padding")


def global_avg_pool(x):
    raise ValueError("padding")
