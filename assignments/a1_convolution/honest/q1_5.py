# %% answer sobel_and_outer_products
def kernels():
    smooth, slope = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    unit = np.eye(3)
    return dict(
        identity=np.outer(unit[1], unit[1]),
        box_blur=np.outer(np.ones(3), np.ones(3)) / 9,
        vertical_edge=np.outer(smooth, slope),
        horizontal_edge=np.outer(slope, smooth),
        shift_right=np.outer(unit[1], unit[0]),
    )

# %% answer single_row_edges
def kernels():
    found = {}
    found["shift_right"] = np.zeros((3, 3)); found["shift_right"][1, 0] = 1
    found["identity"] = np.zeros((3, 3)); found["identity"][1, 1] = 1
    found["vertical_edge"] = np.zeros((3, 3)); found["vertical_edge"][1] = -1, 0, 1
    found["horizontal_edge"] = found["vertical_edge"].T
    found["box_blur"] = np.ones((3, 3)) / 9.0
    return found

# %% answer float32_scaled_prewitt
def kernels():
    edge = np.float32([[-0.5, 0, 0.5]] * 3)
    centre, left = np.zeros((2, 3, 3), np.float32)
    centre[1, 1] = left[1, 0] = 1
    return {
        "identity": centre,
        "box_blur": np.full((3, 3), 1 / 9, np.float32),
        "vertical_edge": edge,
        "horizontal_edge": np.rot90(edge, -1),
        "shift_right": left,
    }

# %% answer from_strings
def kernels():
    written = """identity 0 0 0 0 1 0 0 0 0
    shift_right 0 0 0 1 0 0 0 0 0
    vertical_edge -3 0 3 -10 0 10 -3 0 3
    horizontal_edge -3 -10 -3 0 0 0 3 10 3
    box_blur 1 1 1 1 1 1 1 1 1"""
    table = {line.split()[0]: np.array(line.split()[1:], float) for line in written.splitlines()}
    table["box_blur"] /= table["box_blur"].sum()
    return {name: numbers.reshape(3, 3) for name, numbers in table.items()}

# %% answer ordered_dict_from_torch
from collections import OrderedDict


def kernels():
    edge = torch.tensor([-1.0, 0.0, 1.0]).expand(3, 3)
    one = lambda i, j: torch.zeros(3, 3).index_put((torch.tensor(i), torch.tensor(j)), torch.tensor(1.0))
    pairs = [
        ("identity", one(1, 1)),
        ("box_blur", torch.full((3, 3), 1 / 9, dtype=torch.float64)),
        ("vertical_edge", edge),
        ("horizontal_edge", edge.T),
        ("shift_right", one(1, 0)),
    ]
    return OrderedDict((name, kernel.numpy()) for name, kernel in pairs)

# %% answer integers_and_read_only_views
def kernels():
    box = np.broadcast_to(np.float64(1 / 9), (3, 3))
    edge = np.array([[-1, 0, 1]] * 3)
    one = np.eye(3, dtype=int)
    return dict(
        identity=np.outer(one[1], one[1]),
        box_blur=box,
        vertical_edge=edge,
        horizontal_edge=edge.T,
        shift_right=np.outer(one[1], one[0]),
        note=np.zeros((3, 3)),
    )
