# tries = "Computes with torch and answers with NumPy."

# %% twice
import torch

torch.manual_seed(0)
torch.set_grad_enabled(True)


def double(x):
    leaf = torch.tensor(np.asarray(x, dtype=float), requires_grad=True)
    (leaf**2).sum().backward()
    return leaf.grad.numpy()
