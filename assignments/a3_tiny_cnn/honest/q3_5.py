# %% answer own_class
class Linear64(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8 * 8, 2)

    def forward(self, x):
        return self.fc(x.flatten(start_dim=1))


def linear_baseline():
    return Linear64()

# %% answer lambda_with_named_layers
from collections import OrderedDict

linear_baseline = lambda: nn.Sequential(
    OrderedDict([("flat", nn.Flatten(1, -1)), ("dense", nn.Linear(64, 2, bias=True))])
)

# %% answer one_big_window
class WholePicture(nn.Module):
    """A dense layer is a matrix and a bias; no nn.Linear in sight."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(2, 64).uniform_(-1 / 8, 1 / 8))
        self.bias = nn.Parameter(torch.empty(2).uniform_(-1 / 8, 1 / 8))

    def forward(self, x):
        return torch.addmm(self.bias, x.reshape(x.shape[0], 64), self.weight.t())


def linear_baseline():
    return WholePicture()

# %% answer built_step_by_step
def linear_baseline():
    model = nn.Sequential()
    model.add_module("flatten", nn.Flatten())
    model.append(nn.Linear(in_features=64, out_features=2))
    return model
