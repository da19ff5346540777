# %% answer einsum_and_flat_loops
def collapse_two_convs(w1, w2):
    M, C, h1, v1 = w1.shape
    F, _, h2, v2 = w2.shape
    out = np.zeros((F, C, h1 + h2 - 1, v1 + v2 - 1))
    for a, b, i, j in np.ndindex(h1, v1, h2, v2):
        out[:, :, a + i, b + j] += np.einsum("mc,fm->fc", w1[:, :, a, b], w2[:, :, i, j])
    return out


def relu_breaks_it():
    return np.full((1, 1, 1, 1), -2.0), np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1))

# %% answer fourier
def collapse_two_convs(w1, w2):
    size = tuple(np.add(w1.shape[2:], w2.shape[2:]) - 1)
    f1, f2 = np.fft.fft2(w1, size), np.fft.fft2(w2, size)
    return np.fft.ifft2(np.einsum("mcuv,fmuv->fcuv", f1, f2)).real


def relu_breaks_it():
    rng = np.random.default_rng(4)
    return tuple(rng.normal(size=s) for s in ((2, 3, 9, 8), (4, 3, 3, 3), (2, 4, 3, 2)))

# %% answer answer_of_a_single_pixel
def collapse_two_convs(w1, w2):
    """The weights are the (turned) answer to one bright pixel in each channel."""
    (M, C, h1, v1), (F, _, h2, v2) = w1.shape, w2.shape
    H, W = h1 + h2 - 1, v1 + v2 - 1
    x = np.zeros((C, C, 2 * H - 1, 2 * W - 1))
    x[range(C), range(C), H - 1, W - 1] = 1

    def conv(a, w):
        views = np.lib.stride_tricks.sliding_window_view(a, w.shape[2:], axis=(2, 3))
        return np.einsum("ncijuv,fcuv->nfij", views, w)

    answers = conv(conv(x, w1), w2)  # (C, F, H, W)
    return answers[:, :, ::-1, ::-1].transpose(1, 0, 2, 3).copy()


def relu_breaks_it():
    x = np.array([[[[1.0, -1.0]]]])
    w = np.array([[[[1.0]]]])
    return x, w, -w

# %% answer torch_full_correlation
def collapse_two_convs(w1, w2):
    first = torch.as_tensor(w1.astype(float)).transpose(0, 1)  # (C, M, h1, v1)
    turned = torch.as_tensor(w2.astype(float)).flip(2, 3)
    reach = (w2.shape[2] - 1, w2.shape[3] - 1)
    full = torch.nn.functional.conv2d(first, turned, padding=reach)  # (C, F, ...)
    return full.transpose(0, 1).numpy()


def relu_breaks_it():
    return np.array(3.0).reshape(1, 1, 1, 1), np.array([[[[-1.0]]]]), np.array([[[[2.0]]]])

# %% answer scipy_signal
from scipy.signal import convolve2d


def collapse_two_convs(w1, w2):
    return np.array(
        [
            [sum(convolve2d(w1[m, c], w2[f, m]) for m in range(len(w1))) for c in range(w1.shape[1])]
            for f in range(len(w2))
        ]
    )


def relu_breaks_it():
    one = np.ones((1, 1, 1, 1), np.float32)
    return -one, one, one
