# tries = "Left a print in a loop: ten megabytes of output."

# %% windows
for number in range(10_000):
    print(number, "x" * 1000)


def window_sum(x, k):
    for start in range(len(x)):
        print("window", start, x[start : start + k])
    return np.convolve(x, np.ones(k), "valid")
