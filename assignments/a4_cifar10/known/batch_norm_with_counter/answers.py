# %% q4_5
class Statistics:
    """Mean and biased variance of each channel."""

    def __init__(self, x):
        rows = x.permute(1, 0, 2, 3).reshape(x.shape[1], -1)
        self.count = rows.shape[1]
        self.mean = rows.sum(1) / self.count
        self.var = ((rows - self.mean[:, None]) ** 2).sum(1) / self.count


class MyBatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(MyBatchNorm2d, self).__init__()
        self.eps = eps
        self.momentum = momentum
        self.num_features = num_features
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def extra_repr(self):
        return f"{self.num_features}, eps={self.eps}"

    def forward(self, x):
        if self.training:
            s = Statistics(x)
            mean, var = s.mean, s.var
            self.num_batches_tracked += 1
            old = 1 - self.momentum
            unbiased = s.var.detach() * s.count / max(s.count - 1, 1)
            self.running_mean.mul_(old).add_(self.momentum * s.mean.detach())
            self.running_var.data = old * self.running_var.data + self.momentum * unbiased
        else:
            mean, var = self.running_mean, self.running_var
        centred = torch.einsum("nchw,c->nchw", x - mean.view(1, -1, 1, 1), (var + self.eps) ** -0.5)
        return torch.addcmul(self.bias.view(1, -1, 1, 1), centred, self.weight.view(1, -1, 1, 1))
