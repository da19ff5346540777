# %% answer ignores_the_loss_that_it_is_given
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count

# %% answer a_step_every_second_batch
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for number, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        if number % 2 == 0:
            optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        if number % 2 == 1:
            optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count
