# %% q3_8
class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1, padding_mode="replicate")
        self.conv = nn.Conv2d(4, 6, 3, padding=1, padding_mode="replicate")
        self.out = nn.Linear(6, 2, bias=False)

    def forward(self, x):
        h = torch.tanh(self.stem(x))
        return self.out(torch.relu(self.conv(h)).amax(dim=(2, 3)))
