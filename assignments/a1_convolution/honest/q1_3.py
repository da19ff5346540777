# %% answer sliding_window_view
def corr2d(image, kernel):
    if any(k > n for k, n in zip(kernel.shape, image.shape)):
        raise ValueError("the kernel does not fit")
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)

# %% answer as_strided
def corr2d(image, kernel):
    pixels = np.ascontiguousarray(image, dtype=float)
    (H, W), (kH, kW) = pixels.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError("too large")
    down, right = pixels.strides
    windows = np.lib.stride_tricks.as_strided(
        pixels, (H - kH + 1, W - kW + 1, kH, kW), (down, right, down, right), writeable=False
    )
    return np.tensordot(windows, kernel.astype(float), axes=((2, 3), (0, 1)))

# %% answer loop_over_offsets
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    Ho, Wo = H - kH + 1, W - kW + 1
    if Ho < 1 or Wo < 1:
        raise ValueError(f"{kH}x{kW} does not fit into {H}x{W}")
    out = np.zeros((Ho, Wo))
    for u in range(kH):
        for v in range(kW):
            out += image[u : u + Ho, v : v + Wo].astype(float) * float(kernel[u, v])
    return out

# %% answer tensor_unfold
def corr2d(image, kernel):
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel does not fit")
    pixels = torch.tensor(np.array(image, dtype=np.float64))
    windows = pixels.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return (windows * torch.tensor(np.array(kernel, dtype=np.float64))).sum(dim=(2, 3)).numpy()

# %% answer plain_python_numbers
def corr2d(image, kernel):
    rows, weights = image.tolist(), kernel.tolist()
    kH, kW = len(weights), len(weights[0])
    if kH > len(rows) or kW > len(rows[0]):
        raise ValueError("larger than the picture")
    return np.array(
        [
            [
                sum(weights[u][v] * rows[i + u][j + v] for u in range(kH) for v in range(kW))
                for j in range(len(rows[0]) - kW + 1)
            ]
            for i in range(len(rows) - kH + 1)
        ],
        dtype=float,
    )

# %% answer toeplitz_matrix
def corr2d(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    if kH > H or kW > W:
        raise ValueError("no place")
    Ho, Wo = H - kH + 1, W - kW + 1
    matrix = np.zeros((Ho * Wo, H * W))
    for place in range(Ho * Wo):
        i, j = divmod(place, Wo)
        spread = np.zeros((H, W))
        spread[i : i + kH, j : j + kW] = kernel
        matrix[place] = spread.ravel()
    return (matrix @ image.ravel().astype(float)).reshape(Ho, Wo)

# %% answer decorator_and_helper_cell
# %% before q1_3
import functools


def in_float(function):
    @functools.wraps(function)
    def wrapped(*arrays):
        return function(*(np.asarray(a, dtype=float) for a in arrays))

    return wrapped


def positions(image, kernel):
    for i in range(image.shape[0] - kernel.shape[0] + 1):
        for j in range(image.shape[1] - kernel.shape[1] + 1):
            yield i, j

# %% q1_3
@in_float
def corr2d(image, kernel):
    size = np.subtract(image.shape, kernel.shape) + 1
    if size.min() <= 0:
        raise ValueError("no position")
    out = np.full(size, np.nan)
    for i, j in positions(image, kernel):
        out[i, j] = np.vdot(image[i:, j:][: kernel.shape[0], : kernel.shape[1]].copy(), kernel)
    return out

# %% answer long_double
def corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError(f"{kernel.shape} does not fit into {image.shape}")
    out = np.zeros((H - kH + 1, W - kW + 1), dtype=np.longdouble)
    for (u, v), weight in np.ndenumerate(kernel):
        out += image[u : u + out.shape[0], v : v + out.shape[1]].astype(np.longdouble) * weight
    return out

# %% answer subclass_of_an_array
class Map(np.ndarray):
    """A feature map that knows what it is."""


def corr2d(image, kernel):
    if any(k > n for k, n in zip(kernel.shape, image.shape)):
        raise ValueError("the kernel is larger than the picture")
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel.astype(float)).sum((2, 3)).view(Map)
