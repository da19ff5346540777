# %% answer moves_the_other_way
def shift_curve(model, shifts, device="cpu"):
    curve = {}
    for shift in shifts:
        loader = DataLoader(TensorDataset(*moved_stripes(-shift)), batch_size=100)
        curve[shift], _ = evaluate(model, loader, device)
    return curve

# %% answer the_last_batch_only
def shift_curve(model, shifts, device="cpu"):
    curve = {}
    for shift in shifts:
        X, y = moved_stripes(shift)
        curve[shift], _ = evaluate(model, [(X[-100:], y[-100:])], device)
    return curve
