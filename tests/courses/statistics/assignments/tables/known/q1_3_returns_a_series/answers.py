# %% q1_3
def standardise(x):
    return pd.Series((x - np.mean(x)) / np.std(x, ddof=1))
