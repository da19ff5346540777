# %% answer step_with_a_closure
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    losses, sizes = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        losses.append(float(optimizer.step(closure)))
        sizes.append(len(x))
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)

# %% answer clears_the_model_afterwards
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train(True)
    model.zero_grad(set_to_none=True)
    total = torch.zeros((), dtype=torch.float64)
    count = 0
    for batch in loader:
        x, y = (item.to(device) for item in batch)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        model.zero_grad()
        total += loss.detach().cpu().double() * y.numel()
        count += y.numel()
    return (total / count).item()

# %% answer running_mean
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    mean, seen = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad(set_to_none=False)
        with torch.enable_grad():
            logits = model(x.to(device, non_blocking=True))
            loss = loss_fn(logits, y.to(device))
        loss.backward()
        optimizer.step()
        seen += x.shape[0]
        mean += (loss.item() - mean) * x.shape[0] / seen
    return mean

# %% answer generator_of_steps
def _steps(model, loader, loss_fn, optimizer, device):
    for x, y in iter(loader):
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), x.size(0)


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    steps = list(_steps(model, loader, loss_fn, optimizer, device))
    return float(sum(loss * size for loss, size in steps) / sum(size for _, size in steps))
