# tries = "Wraps its answer in try and a bare except, as beginners do."

# %% twice
def double(x):
    try:
        return np.asarray(x) * 2
    except:
        print("something went wrong")
