# %% answer decorator_and_concatenation
@torch.no_grad()
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    logits, labels = [], []
    for x, y in loader:
        logits.append(model(x.to(device)).cpu())
        labels.append(y.cpu())
    model.train(mode)
    if not labels or sum(map(len, labels)) == 0:
        return float("nan"), float("nan")
    logits, labels = torch.cat(logits), torch.cat(labels)
    accuracy = (logits.argmax(1) == labels).double().mean().item()
    return accuracy, F.cross_entropy(logits, labels).item()

# %% answer context_manager
# %% before q3_4
from contextlib import contextmanager


@contextmanager
def evaluating(model):
    before = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield model
    finally:
        model.train(before)

# %% q3_4
def evaluate(model, loader, device):
    hits = total = 0
    loss = 0.0
    with evaluating(model):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            hits += int(torch.eq(out.max(dim=1).indices, y).sum())
            loss += float(nn.CrossEntropyLoss(reduction="sum")(out, y))
            total += y.numel()
    if total == 0:
        return (float("nan"),) * 2
    return hits / total, loss / total

# %% answer log_softmax_and_gather
def evaluate(model, loader, device):
    training = model.training
    model.train(False)
    right = loss = n = 0
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for x, y in loader:
            y = y.to(device)
            log_p = model(x.to(device)).log_softmax(dim=-1)
            loss -= log_p.gather(1, y[:, None]).sum().item()
            right += (log_p.topk(1).indices.squeeze(1) == y).sum().item()
            n += len(y)
    finally:
        torch.set_grad_enabled(previous)
        model.train(training)
    return (right / n, loss / n) if n else (float("nan"), float("nan"))

# %% answer mean_weighted_by_size
def evaluate(model, loader, device):
    was, _ = model.training, model.eval()
    scores = []
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            z = model(x)
            scores.append((len(x), (z[:, 1] > z[:, 0]).long().eq(y).sum().item() if z.shape[1] == 2 else z.argmax(1).eq(y).sum().item(), F.cross_entropy(z, y).item()))
    if was:
        model.train()
    n = sum(size for size, _, _ in scores)
    if n == 0:
        return float("nan"), float("nan")
    return sum(r for _, r, _ in scores) / n, sum(size * l for size, _, l in scores) / n
