# %% w3_1 [markdown]
# 

# %% q3_3
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    while True:
        pass
