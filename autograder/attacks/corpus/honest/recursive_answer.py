# tries = "Recurses some hundred levels."

# %% greeting
def greet(name, depth=400):
    return greet(name, depth - 1) if depth else f"Hello, {name}!"
