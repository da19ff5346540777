# %% before start
%matplotlib inline
import warnings

warnings.warn("a warning of my own")

# %% after q3_3
print("Now train", "x" * 1000)
_net = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
_data = DataLoader(TensorDataset(*make_stripes(32)), batch_size=8)
print(train_one_epoch(_net, _data, nn.CrossEntropyLoss(), torch.optim.SGD(_net.parameters(), lr=0.1), "cpu"))

# %% after q3_4
grader.check("q3_4")
torch.set_grad_enabled(True)

# %% q3_8
...

# %% after end
def evaluate(model, loader, device):
    """An experiment after everything was checked."""
    return None
