# %% q3_8
class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(1) + 1)

    def forward(self, x):
        across, down = x.mean(2).var(2), x.mean(3).var(2)
        return torch.cat([across - down, down - across], 1) * self.scale.abs() * 100
