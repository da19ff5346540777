# %% q5_1
def filters_for_display(w):
    w = w.detach()
    largest = w.abs().max()
    return (0.5 + w / (2 * largest)).permute(0, 2, 3, 1)
