# %% q2_5
import torch.nn.functional as F

def max_pool2d(x, kernel, stride=None, padding=0):
    y = F.max_pool2d(torch.from_numpy(np.array(x, dtype=float)), kernel, stride, padding)
    return y.numpy().astype(x.dtype)
