# %% answer share_of_wrong_ones
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    right, loss, count = 0, 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            right += (logits.argmax(dim=1) == y).sum().item()
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            count += len(x)
    model.train(was_training)
    if count == 0:
        return float("nan"), float("nan")
    return 1 - right / count, loss / count
