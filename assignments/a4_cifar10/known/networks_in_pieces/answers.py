# %% q4_4
def block(into, out):
    return nn.Conv2d(into, out, kernel_size=(3, 3), stride=1, padding="same")


class SimpleCNN(nn.Module):
    def __init__(self, classes=10, *, verbose=True):
        super().__init__()
        self.conv1, self.conv2 = block(3, 16), block(16, 32)
        self.act = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(in_features=2048, out_features=128)
        self.fc2 = nn.Linear(128, classes)
        self.shown = not verbose

    def forward(self, x):
        if not self.shown and x.device.type == "cpu":
            print("input", tuple(x.shape))
            self.shown = True
        for conv in [self.conv1, self.conv2]:
            x = self.act(self.pool(conv(x)))
        return self.fc2(self.act(self.fc1(self.flatten(x))))
