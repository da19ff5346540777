# %% q6_1
def build_challenge(seed, device):
    torch.manual_seed(seed)
    model = ResidualNetwork().to(device)
    return Experiment(model, torch.optim.SGD(model.parameters(), lr=0.1), 10, 128)
