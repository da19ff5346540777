# %% answer roll_and_zero
def equivariance_error(f, x, shift, margin, stride=1):
    def move(a, columns):
        moved = torch.roll(a, columns, dims=-1)
        if columns > 0:
            moved[..., :columns] = 0
        elif columns < 0:
            moved[..., columns:] = 0
        return moved

    difference = f(move(x, shift)) - move(f(x), shift // stride)
    W = difference.shape[-1]
    inner = difference[..., margin : W - margin] if W - 2 * margin > 0 else None
    if inner is None:
        raise ValueError("nothing is left between the margins")
    return float(inner.abs().max())

# %% answer pieces_put_together
def equivariance_error(f, x, shift, margin, stride=1):
    def T(a, s):
        zeros = torch.zeros(*a.shape[:-1], abs(s), dtype=a.dtype, device=a.device)
        if s == 0:
            return a
        if s > 0:
            return torch.cat([zeros, a[..., :-s]], dim=-1)
        return torch.cat([a[..., -s:], zeros], dim=-1)

    with torch.no_grad():
        a, b = f(T(x, shift)), T(f(x), shift // stride)
    columns = list(range(a.shape[-1]))[margin : a.shape[-1] - margin] if margin >= 0 else []
    if not columns:
        raise ValueError(f"no column is left of {a.shape[-1]}")
    return (a[..., columns] - b[..., columns]).abs().max().item()

# %% answer shift_matrices
def equivariance_error(f, x, shift, margin, stride=1):
    def moved(a, s):
        W = a.shape[-1]
        matrix = torch.zeros(W, W, dtype=a.dtype)
        for source in range(W):
            if 0 <= source + s < W:
                matrix[source, source + s] = 1
        return a @ matrix

    gap = torch.abs(f(moved(x, shift)) - moved(f(x), shift // stride))
    if 2 * margin >= gap.size(-1):
        raise ValueError("the margins meet")
    kept = gap.narrow(-1, margin, gap.size(-1) - 2 * margin)
    return torch.linalg.vector_norm(kept, ord=float("inf")).item()
