# %% P2
def distinct(text):
    return set(text.split())
