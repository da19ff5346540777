# %% answer comprehension
def shift_curve(model, shifts, device="cpu"):
    def accuracy(shift):
        X, y = moved_stripes(shift)
        return evaluate(model, [(X, y)], device)[0]

    return {shift: accuracy(shift) for shift in shifts}

# %% answer zip_and_map
def shift_curve(model, shifts, device="cpu"):
    shifts = list(shifts)
    loaders = (DataLoader(TensorDataset(*moved_stripes(s)), batch_size=64) for s in shifts)
    return dict(zip(shifts, map(lambda loader: evaluate(model, loader, device)[0], loaders)))

# %% answer without_a_loader
def shift_curve(model, shifts, device="cpu"):
    curve = dict()
    mode = model.training
    model.eval()
    with torch.no_grad():
        for shift in shifts:
            X, y = moved_stripes(shift)
            predicted = model(X.to(device)).argmax(dim=1).cpu()
            curve.update({shift: (predicted == y).float().mean().item()})
    model.train(mode)
    return curve
