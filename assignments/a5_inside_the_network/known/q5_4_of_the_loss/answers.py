# %% q5_4
def saliency(model, x, y):
    training = model.training
    model.eval()
    pixels = x.clone().requires_grad_()
    loss = nn.functional.cross_entropy(model(pixels), y, reduction="sum")
    (slope,) = torch.autograd.grad(loss, pixels)
    model.train(training)
    return slope.abs().max(dim=1).values
