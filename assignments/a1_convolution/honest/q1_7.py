# %% answer einsum_over_views
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = map(pair, (stride, padding, dilation))
    single = x.dtype == np.float32 and w.dtype == np.float32
    kind = np.float32 if single else np.float64
    F, Cg, kH, kW = w.shape
    if Cg * groups != x.shape[1]:
        raise ValueError("channels")
    xp = np.pad(x.astype(kind), [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    reach = (dH * (kH - 1) + 1, dW * (kW - 1) + 1)
    if reach[0] > xp.shape[2] or reach[1] > xp.shape[3]:
        raise ValueError("no place for the kernel")
    views = np.lib.stride_tricks.sliding_window_view(xp, reach, axis=(2, 3))
    views = views[:, :, ::sH, ::sW, ::dH, ::dW]
    N, _, Ho, Wo = views.shape[:4]
    views = views.reshape(N, groups, Cg, Ho, Wo, kH, kW)
    filters = w.astype(kind).reshape(groups, F // groups, Cg, kH, kW)
    y = np.einsum("ngcijuv,gfcuv->ngfij", views, filters).reshape(N, F, Ho, Wo)
    if b is not None:
        y = y + b.astype(kind).reshape(1, -1, 1, 1)
    return y.astype(kind)

# %% answer offsets_and_tensordot
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (s0, s1), (p0, p1), (d0, d1) = pair(stride), pair(padding), pair(dilation)
    N, C, H, W = x.shape
    F, Cg, kH, kW = w.shape
    if C != groups * Cg:
        raise ValueError(f"{C} channels, expected {groups * Cg}")
    Ho = (H + 2 * p0 - d0 * (kH - 1) - 1) // s0 + 1
    Wo = (W + 2 * p1 - d1 * (kW - 1) - 1) // s1 + 1
    if Ho <= 0 or Wo <= 0:
        raise ValueError("the kernel does not fit")
    dtype = np.result_type(x, w) if x.dtype == w.dtype == "float32" else np.dtype("float64")
    padded = np.zeros((N, C, H + 2 * p0, W + 2 * p1), dtype)
    padded[:, :, p0 : p0 + H, p1 : p1 + W] = x
    outputs = []
    for xg, wg in zip(np.split(padded, groups, axis=1), np.split(w.astype(dtype), groups)):
        y = np.zeros((len(wg), N, Ho, Wo), dtype)
        for u in range(kH):
            for v in range(kW):
                rows = slice(u * d0, u * d0 + s0 * (Ho - 1) + 1, s0)
                columns = slice(v * d1, v * d1 + s1 * (Wo - 1) + 1, s1)
                y += np.tensordot(wg[:, :, u, v], xg[:, :, rows, columns], axes=(1, 1))
        outputs.append(y)
    y = np.concatenate(outputs).swapaxes(0, 1)
    return y if b is None else y + np.asarray(b, dtype)[:, np.newaxis, np.newaxis]

# %% answer im2col_inside
def conv2d_forward(x, w, b=None, *, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    if x.shape[1] != groups * w.shape[1]:
        raise ValueError("the channels do not fit")
    dtype = np.float32 if {x.dtype, w.dtype} == {np.dtype(np.float32)} else np.float64
    xp = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW))).astype(dtype)
    kH, kW = w.shape[2:]
    i = np.arange(0, xp.shape[2] - dH * (kH - 1), sH)
    j = np.arange(0, xp.shape[3] - dW * (kW - 1), sW)
    if len(i) == 0 or len(j) == 0:
        raise ValueError("the kernel does not fit")
    rows = i[:, None] + dH * np.arange(kH)  # (Ho, kH)
    columns = j[:, None] + dW * np.arange(kW)  # (Wo, kW)
    patches = xp[:, :, rows[:, None, :, None], columns[None, :, None, :]]  # N C Ho Wo kH kW
    N, F = len(x), len(w)
    patches = patches.reshape(N, groups, w.shape[1], len(i), len(j), kH * kW)
    patches = patches.transpose(0, 1, 3, 4, 2, 5).reshape(N, groups, len(i) * len(j), -1)
    filters = w.astype(dtype).reshape(groups, F // groups, -1)
    y = np.matmul(patches, filters.swapaxes(1, 2))  # (N, groups, places, F / groups)
    y = y.swapaxes(2, 3).reshape(N, F, len(i), len(j))
    if b is None:
        return y
    return (y + b[None, :, None, None]).astype(dtype)

# %% answer with_own_corr2d
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    """Everything by means of corr2d: a dilated kernel is one with holes."""
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    C, (F, Cg, kH, kW) = x.shape[1], w.shape
    if groups * Cg != C:
        raise ValueError("channels")
    spread = np.zeros((F, Cg, dH * (kH - 1) + 1, dW * (kW - 1) + 1))
    spread[:, :, ::dH, ::dW] = w
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    per_group = F // groups
    maps = [
        [
            sum(corr2d(padded[n, f // per_group * Cg + c], spread[f, c]) for c in range(Cg))
            for f in range(F)
        ]
        for n in range(len(x))
    ]
    y = np.array(maps)[:, :, ::sH, ::sW]
    y = y if b is None else y + b.reshape(-1, 1, 1)
    return y.astype(np.float32 if x.dtype == w.dtype == np.float32 else np.float64)

# %% answer tensor_unfold_round_trip
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    (sH, sW), (pH, pW), (dH, dW) = pair(stride), pair(padding), pair(dilation)
    if x.shape[1] != groups * w.shape[1]:
        raise ValueError("channels do not match")
    dtype = torch.float32 if x.dtype == w.dtype == np.float32 else torch.float64
    t = torch.tensor(x.tolist(), dtype=dtype) if x.dtype.kind != "f" else torch.tensor(x).to(dtype)
    t = torch.nn.functional.pad(t, (pW, pW, pH, pH))
    k = torch.tensor(np.array(w, dtype=float)).to(dtype)
    F, Cg, kH, kW = k.shape
    reach = dH * (kH - 1) + 1, dW * (kW - 1) + 1
    if reach[0] > t.shape[2] or reach[1] > t.shape[3]:
        raise ValueError("no room")
    windows = t.unfold(2, reach[0], sH).unfold(3, reach[1], sW)[..., ::dH, ::dW]
    parts = [
        torch.einsum("ncijuv,fcuv->nfij", part, own)
        for part, own in zip(windows.chunk(groups, dim=1), k.chunk(groups))
    ]
    y = torch.cat(parts, dim=1)
    if b is not None:
        y = y + torch.tensor(np.array(b, dtype=float)).to(dtype)[:, None, None]
    return y.numpy()

# %% answer class_with_methods
# %% before q1_7
from dataclasses import dataclass


@dataclass
class Axis:
    n: int
    k: int
    s: int
    p: int
    d: int

    @property
    def places(self):
        return (self.n + 2 * self.p - self.d * (self.k - 1) - 1) // self.s + 1

    def pixels(self, place):
        return [place * self.s + u * self.d for u in range(self.k)]

# %% q1_7
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    settings = zip(x.shape[2:], w.shape[2:], pair(stride), pair(padding), pair(dilation))
    down, right = (Axis(*setting) for setting in settings)
    F, Cg = w.shape[:2]
    if x.shape[1] % groups or x.shape[1] // groups != Cg:
        raise ValueError("groups")
    if down.places <= 0 or right.places <= 0:
        raise ValueError("size")
    dtype = np.float32 if x.dtype == np.float32 and w.dtype == np.float32 else np.float64
    padded = np.pad(x, ((0, 0), (0, 0), (down.p,) * 2, (right.p,) * 2)).astype(dtype)
    y = np.zeros((x.shape[0], F, down.places, right.places), dtype)
    for n, f, i, j in np.ndindex(*y.shape):
        group = f * groups // F
        own = padded[n, group * Cg : (group + 1) * Cg]
        window = own[np.ix_(range(Cg), down.pixels(i), right.pixels(j))]
        y[n, f, i, j] = (window * w[f]).sum() + (0 if b is None else b[f])
    return y

# %% answer calls_itself_for_each_group_and_picture
def conv2d_forward(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    if x.ndim != 4 or w.ndim != 4:
        raise ValueError("four axes each")
    kind = np.float32 if x.dtype == w.dtype == np.float32 else float
    x, w = x.astype(kind), w.astype(kind)
    if groups > 1:
        if x.shape[1] % groups or len(w) % groups:
            raise ValueError("the groups do not come out even")
        biases = [None] * groups if b is None else np.split(np.asarray(b), groups)
        parts = zip(np.split(x, groups, axis=1), np.split(w, groups), biases)
        own = [conv2d_forward(p, q, r, stride, padding, dilation) for p, q, r in parts]
        return np.concatenate(own, axis=1)
    if x.shape[1] != w.shape[1]:
        raise ValueError("filters and picture differ in their channels")
    if b is not None and np.shape(b) != (len(w),):
        raise ValueError("one bias for each filter")
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    if min(sh, sw, dh, dw) < 1 or min(ph, pw) < 0:
        raise ValueError("steps are positive")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spread = np.zeros((*w.shape[:2], dh * (w.shape[2] - 1) + 1, dw * (w.shape[3] - 1) + 1), w.dtype)
    spread[:, :, ::dh, ::dw] = w
    if spread.shape[2] > x.shape[2] or spread.shape[3] > x.shape[3]:
        raise ValueError("the kernel does not fit")
    seen = np.lib.stride_tricks.sliding_window_view(x, spread.shape[2:], axis=(2, 3))
    y = np.tensordot(seen[:, :, ::sh, ::sw], spread, axes=((1, 4, 5), (1, 2, 3)))
    y = np.moveaxis(y, -1, 1)
    return y if b is None else y + np.reshape(b, (-1, 1, 1)).astype(y.dtype)
