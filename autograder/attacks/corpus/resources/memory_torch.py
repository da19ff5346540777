# tries = "Fills the memory with torch tensors."
# questions.q1_1 = { status = ["out_of_memory", "error", "timeout"], points = 0 }

# %% q1_1
def double(x):
    import torch

    keep = []
    while True:
        keep.append(torch.ones(1 << 23))
