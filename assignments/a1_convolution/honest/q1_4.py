# %% answer computed_with_corr2d
feature_map = corr2d(task.image, task.kernel)
trace = [int(feature_map[i, j]) for i, j in task.positions]
trace_shape = feature_map.shape

# %% answer numpy_array
trace = np.array([(task.image[i:i + 3, j:j + 3] * task.kernel).sum() for i, j in task.positions])
trace_shape = tuple(np.subtract(task.image.shape, task.kernel.shape) + 1)

# %% answer tuple_of_floats
trace = tuple(float(corr2d(task.image, task.kernel)[place]) for place in task.positions)
trace_shape = [4, 4]
