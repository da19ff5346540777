# %% q3_4
@torch.no_grad()
def evaluate(model, loader, device):
    right = count = 0
    loss = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        right += int((logits.argmax(1) == y).sum())
        loss += float(F.cross_entropy(logits, y, reduction="sum"))
        count += len(y)
    if not count:
        return float("nan"), float("nan")
    return right / count, loss / count
