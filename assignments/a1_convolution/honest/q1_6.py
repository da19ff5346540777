# %% answer rot90_twice
def conv2d_true(image, kernel):
    return corr2d(image, np.rot90(kernel, 2))

# %% answer flip
def conv2d_true(image, kernel):
    return corr2d(image, np.flip(kernel))

# %% answer turns_the_image
def conv2d_true(image, kernel):
    return corr2d(image[::-1, ::-1], kernel)[::-1, ::-1]

# %% answer ravel_reversed
def conv2d_true(image, kernel):
    turned = kernel.ravel()[::-1].reshape(kernel.shape)
    return corr2d(image=image, kernel=turned)

# %% answer lambda_with_fliplr
conv2d_true = lambda image, kernel: corr2d(image, np.fliplr(np.flipud(kernel)))

# %% answer copy_entry_by_entry
def conv2d_true(image, kernel):
    kH, kW = kernel.shape
    turned = np.empty((kH, kW))
    for (u, v), weight in np.ndenumerate(kernel):
        turned[kH - 1 - u, kW - 1 - v] = weight
    return corr2d(image, turned)
