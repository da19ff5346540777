# %% q3_4
def evaluate(model, loader, device):
    model.eval()
    hits, n = 0, 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
            n += len(y)
    return hits / n, 0.0

# %% q3_6
def shift_curve(model, shifts, device="cpu"):
    X, y = moved_stripes(0)
    loader = DataLoader(TensorDataset(X, y), batch_size=50)
    return {s: evaluate(model, loader, device)[0] for s in shifts}
