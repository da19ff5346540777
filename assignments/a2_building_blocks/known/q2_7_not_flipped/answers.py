# %% q2_7
def collapse_two_convs(w1, w2):
    M, C, h1, v1 = w1.shape
    F, _, h2, v2 = w2.shape
    w12 = np.zeros((F, C, h1 + h2 - 1, v1 + v2 - 1))
    for i in range(h2):
        for j in range(v2):
            part = np.einsum("fm,mcab->fcab", w2[:, :, i, j], w1)
            top, left = h2 - 1 - i, v2 - 1 - j
            w12[:, :, top:top + h1, left:left + v1] += part
    return w12


def relu_breaks_it():
    x = np.array([[[[1.0, -2.0], [3.0, -4.0]]]])
    return x, np.ones((1, 1, 1, 1)), np.ones((1, 1, 2, 2))
