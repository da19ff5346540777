# %% answer tolerance_of_one
def initial_loss_check(model, images, labels, classes=10):
    training_mode = model.training
    model.eval()
    with torch.no_grad():
        loss = F.cross_entropy(model(images), labels).item()
    model.train(training_mode)
    return loss, abs(loss - float(np.log(classes))) <= 1.0

# %% answer always_eighty_steps
# %% q4_8 2
def overfit_batch(model, images, labels, steps=80):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(80):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
