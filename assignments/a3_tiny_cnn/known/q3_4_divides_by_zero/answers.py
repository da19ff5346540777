# %% q3_4
def evaluate(model, loader, device):
    before = model.training
    model.eval()
    right = count = loss = 0
    with torch.inference_mode():
        for x, y in loader:
            logits = model(x.to(device))
            right += (logits.argmax(1) == y.to(device)).sum().item()
            loss += F.cross_entropy(logits, y.to(device), reduction="sum").item()
            count += len(y)
    model.train(before)
    return right / count, loss / count
