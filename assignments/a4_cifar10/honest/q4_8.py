# %% answer context_and_sgd
def initial_loss_check(model, images, labels, classes=10):
    mode = model.training
    try:
        with torch.inference_mode():
            loss = float(nn.CrossEntropyLoss()(model.eval()(images), labels))
    finally:
        model.train(mode)
    return loss, bool(np.isclose(loss, np.log(classes), rtol=0, atol=0.3))

# %% q4_8 2
def overfit_batch(model, images, labels, steps=80):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    losses = []
    while len(losses) < steps:
        loss = F.cross_entropy(model(images), labels)
        model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses += [float(loss.detach())]
    return losses

# %% answer decorated_and_closure
@torch.no_grad()
def initial_loss_check(model, images, labels, classes=10):
    import math

    was = model.training
    model.train(False)
    log_p = torch.log_softmax(model(images), dim=1)
    model.train(was)
    loss = -log_p[torch.arange(len(labels)), labels].mean().item()
    return loss, -0.3 <= loss - math.log(classes) <= 0.3

# %% q4_8 2
def overfit_batch(model, images, labels, steps=80):
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.0)
    loss_fn = nn.CrossEntropyLoss()

    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in range(steps)]

# %% answer gradients_by_hand
# %% q4_8 2
def overfit_batch(model, images, labels, steps=80):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.RMSprop(parameters, lr=5e-4)

    def one_step():
        loss = F.nll_loss(F.log_softmax(model(images), 1), labels)
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = g
        optimizer.step()
        return loss.item()

    return list(one_step() for _ in range(steps))
