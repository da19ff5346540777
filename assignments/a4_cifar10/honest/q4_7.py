# %% answer functional_dropout
class ImprovedCNN(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [(3, 32), (32, 32), (32, 64), (64, 64)]
        for i, (a, b) in enumerate(sizes, 1):
            self.add_module(f"conv{i}", nn.Conv2d(a, b, 3, padding=1))
            self.add_module(f"bn{i}", nn.BatchNorm2d(b))
        self.pool, self.dropout = nn.MaxPool2d(2), nn.Dropout(p=0.25)
        self.fc1, self.bn5 = nn.Linear(4096, 256), nn.BatchNorm1d(256)
        self.fc2 = nn.Linear(256, 10)

    def drop(self, x):
        return F.dropout(x, self.dropout.p, training=self.training)

    def forward(self, x):
        for i in range(1, 5):
            x = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x)).relu()
            if i % 2 == 0:
                x = self.drop(F.max_pool2d(x, 2))
        return self.fc2(self.drop(F.relu(self.bn5(self.fc1(x.flatten(1))))))

# %% answer blocks_as_sequential
class ImprovedCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.conv2, self.bn2 = nn.Conv2d(32, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.conv3, self.bn3 = nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.conv4, self.bn4 = nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.25)
        self.fc1 = nn.Linear(4096, 256)
        self.bn5 = nn.BatchNorm1d(256)
        self.fc2 = nn.Linear(256, 10)

    def unit(self, layer, norm):
        return lambda x: F.relu(norm(layer(x)))

    def forward(self, x):
        steps = [
            self.unit(self.conv1, self.bn1), self.unit(self.conv2, self.bn2), self.pool, self.dropout,
            self.unit(self.conv3, self.bn3), self.unit(self.conv4, self.bn4), self.pool,
            nn.Flatten(), self.dropout,
            self.unit(self.fc1, self.bn5), self.dropout, self.fc2,
        ]
        for step in steps:
            x = step(x)
        return x

# %% answer pool_before_relu
class ImprovedCNN(nn.Module):
    def __init__(self, p=0.25):
        super(ImprovedCNN, self).__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, 1, "same")
        self.conv2 = nn.Conv2d(32, 32, 3, 1, "same")
        self.conv3 = nn.Conv2d(32, 64, 3, 1, "same")
        self.conv4 = nn.Conv2d(64, 64, 3, 1, "same")
        self.bn1, self.bn2 = nn.BatchNorm2d(32), nn.BatchNorm2d(32)
        self.bn3, self.bn4 = nn.BatchNorm2d(64), nn.BatchNorm2d(64)
        self.pool, self.dropout, self.relu = nn.MaxPool2d(2), nn.Dropout(p), nn.ReLU()
        self.fc1, self.bn5, self.fc2 = nn.Linear(4096, 256), nn.BatchNorm1d(256), nn.Linear(256, 10)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.dropout(self.relu(self.pool(self.bn2(self.conv2(x)))))
        x = self.relu(self.bn3(self.conv3(x)))
        x = self.dropout(self.relu(self.pool(self.bn4(self.conv4(x)))))
        x = self.dropout(self.relu(self.bn5(self.fc1(x.reshape(len(x), -1)))))
        return self.fc2(x)
