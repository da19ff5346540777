# %% q1_5
def kernels():
    return {
        "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=float),
        "box_blur": np.full((3, 3), 1 / 9),
        "vertical_edge": np.array([[-1, 0, 1]] * 3, dtype=float),
        "horizontal_edge": np.array([[-1, 0, 1]] * 3, dtype=float).T,
        "shift_right": np.array([[0, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=float),
    }
