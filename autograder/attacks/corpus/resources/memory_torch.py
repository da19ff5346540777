# tries = "Fills the memory with torch tensors."
# questions.twice = { status = ["out_of_memory", "error", "timeout"], points = 0 }

# %% twice
def double(x):
    import torch

    keep = []
    while True:
        keep.append(torch.ones(1 << 23))
