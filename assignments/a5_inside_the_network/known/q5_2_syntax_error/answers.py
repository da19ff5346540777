# %% q5_2
def capture_activations(model, x, names)
    return {}
