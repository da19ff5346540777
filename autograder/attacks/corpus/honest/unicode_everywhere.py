# tries = "Names things in its own language and decorates its remarks."

# %% twice
# Größe verdoppeln 🎉
verdoppelt, größe = 2, "α"


def double(x):
    π = 3.14159
    return np.asarray(x) * verdoppelt


print("✓ fertig — 完成")
