# %% q1_4
class OrderNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.values = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x):
        return self.values(x).mean(1)
