# %% answer sliding_windows
def im2col(x, kH, kW, stride=1, padding=0):
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    if padded.shape[2] < kH or padded.shape[3] < kW:
        raise ValueError("the kernel is larger than the padded input")
    views = np.lib.stride_tricks.sliding_window_view(padded, (kH, kW), axis=(2, 3))[:, :, ::sH, ::sW]
    return views.transpose(1, 4, 5, 0, 2, 3).reshape(x.shape[1] * kH * kW, -1)

# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    both = x.dtype == np.float32 and w.dtype == np.float32
    dtype = np.float32 if both else np.float64
    patches = im2col(x, *w.shape[2:], stride=stride, padding=padding).astype(dtype)
    y = w.reshape(len(w), -1).astype(dtype) @ patches
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    Ho = (x.shape[2] + 2 * pH - w.shape[2]) // sH + 1
    y = y.reshape(len(w), len(x), Ho, -1).transpose(1, 0, 2, 3)
    return y if b is None else y + b.astype(dtype).reshape(1, -1, 1, 1)

# %% answer index_arrays
def im2col(x, kH, kW, stride=1, padding=0):
    N, C, H, W = x.shape
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    Ho, Wo = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    if Ho < 1 or Wo < 1:
        raise ValueError("does not fit")
    padded = np.zeros((N, C, H + 2 * pH, W + 2 * pW), dtype=x.dtype)
    padded[:, :, pH : pH + H, pW : pW + W] = x
    c, u, v, i, j = np.ogrid[:C, :kH, :kW, :Ho, :Wo]
    patches = padded[:, c, u + sH * i, v + sW * j]  # (N, C, kH, kW, Ho, Wo)
    return np.moveaxis(patches, 0, 3).reshape(C * kH * kW, N * Ho * Wo)

# %% answer as_strided
def im2col(x, kH, kW, stride=1, padding=0):
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)), mode="constant")
    N, C, H, W = padded.shape
    if H < kH or W < kW:
        raise ValueError("no window fits")
    Ho, Wo = (H - kH) // sH + 1, (W - kW) // sW + 1
    n, c, h, w = padded.strides
    view = np.lib.stride_tricks.as_strided(
        padded, shape=(C, kH, kW, N, Ho, Wo), strides=(c, h, w, n, h * sH, w * sW)
    )
    return view.reshape(C * kH * kW, N * Ho * Wo).copy()

# %% answer torch_views
def im2col(x, kH, kW, stride=1, padding=0):
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    padded = torch.from_numpy(np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW))))
    if kH > padded.shape[2] or kW > padded.shape[3]:
        raise ValueError("the kernel does not fit")
    windows = padded.unfold(2, kH, sH).unfold(3, kW, sW)  # N C Ho Wo kH kW
    return windows.permute(1, 4, 5, 0, 2, 3).flatten(0, 2).flatten(1).numpy()

# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    F, C, kH, kW = w.shape
    if C != x.shape[1]:
        raise ValueError("wrong number of channels")
    single = x.dtype == w.dtype == np.float32
    x, w = (a if single else a.astype(np.float64) for a in (x, w))
    columns = im2col(x, kH, kW, stride, padding)
    y = np.einsum("fk,kp->fp", w.reshape(F, -1), columns, optimize=True)
    if b is not None:
        y += b.astype(y.dtype)[:, None]
    H = (x.shape[2] + 2 * pair(padding)[0] - kH) // pair(stride)[0] + 1
    return np.swapaxes(y.reshape(F, len(x), H, -1), 0, 1)

# %% answer remembers_the_places_of_a_shape
from functools import lru_cache


@lru_cache
def places(shape, kH, kW, stride, padding):
    """Flat numbers of the pixels that each patch holds, in a padded picture."""
    (C, H, W), (sh, sw), (ph, pw) = shape, stride, padding
    flat = np.arange(C * (H + 2 * ph) * (W + 2 * pw)).reshape(C, H + 2 * ph, W + 2 * pw)
    if kH > flat.shape[1] or kW > flat.shape[2]:
        raise ValueError("the kernel does not fit")
    seen = np.lib.stride_tricks.sliding_window_view(flat, (kH, kW), axis=(1, 2))[:, ::sh, ::sw]
    return seen.transpose(0, 3, 4, 1, 2).reshape(C * kH * kW, -1), seen.shape[1:3]


def im2col(x, kH, kW, stride=1, padding=0):
    ph, pw = pair(padding)
    taken, _ = places(x.shape[1:], kH, kW, pair(stride), (ph, pw))
    flat = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).reshape(len(x), -1)
    return flat[:, taken].transpose(1, 0, 2).reshape(len(taken), -1)

# %% q1_8 2
def conv2d_im2col(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1] or (b is not None and np.shape(b) != (len(w),)):
        raise ValueError("shapes that do not belong together")
    _, (Ho, Wo) = places(x.shape[1:], *w.shape[2:], pair(stride), pair(padding))
    kind = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    y = w.reshape(len(w), -1).astype(kind) @ im2col(x, *w.shape[2:], stride, padding).astype(kind)
    y = y.reshape(len(w), len(x), Ho, Wo).swapaxes(0, 1)
    return y if b is None else y + np.asarray(b, y.dtype)[:, None, None]
