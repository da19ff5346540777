# %% q4_8
import math
import warnings


def initial_loss_check(model, images, labels, classes=10):
    warnings.warn("about to look at the loss")
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            value = float(F.cross_entropy(model(images), labels))
    finally:
        model.train(mode)
    return value, bool(math.log(classes) - 0.3 <= value <= math.log(classes) + 0.3)

# %% q4_8 2
def overfit_batch(model, images, labels, steps=80):
    model.train(True)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.0)
    values = []
    while len(values) < steps:
        model.zero_grad(set_to_none=True)
        loss = -F.log_softmax(model(images), 1)[torch.arange(len(labels)), labels].mean()
        loss.backward()
        opt.step()
        values.append(float(loss.detach()))
    return values

# %% after q4_8
grader.check("q4_8")
net = nn.Sequential(nn.Flatten(), nn.Linear(12, 10))
x, y = torch.randn(8, 3, 2, 2), torch.arange(8)
print(overfit_batch(net, x, y, steps=5))
net
