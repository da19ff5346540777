# %% q5_4
def saliency(model, x, y):
    model.eval()
    scores = model(x)[range(len(y)), y]
    scores.sum().backward()
    return x.grad.abs().amax(dim=1)
