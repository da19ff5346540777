# %% q1_5
def kernels():
    edge = np.array([[-1.0, 0.0, 1.0]] * 3)
    identity = np.zeros((3, 3))
    identity[1, 1] = 1
    shift = np.zeros((3, 3))
    shift[1, 0] = 1
    return {
        "identity": identity,
        "box_blur": np.ones((3, 3)),
        "vertical_edge": edge,
        "horizontal_edge": edge.T,
        "shift_right": shift,
    }
