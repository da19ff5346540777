# %% q2_7
def collapse_two_convs(w1, w2):
    F, M, h2, v2 = w2.shape
    _, C, h1, v1 = w1.shape
    w12 = np.zeros((F, C, h1 + h2 - 1, v1 + v2 - 1))
    for f in range(F):
        for m in range(M):
            for c in range(C):
                for i in range(h2):
                    for j in range(v2):
                        w12[f, c, i:i + h1, j:j + v1] += w2[f, m, i, j] * w1[m, c]
    return w12


def relu_breaks_it():
    rng = np.random.default_rng(0)
    return rng.random((1, 1, 5, 5)), rng.random((1, 1, 2, 2)), rng.random((1, 1, 2, 2))
