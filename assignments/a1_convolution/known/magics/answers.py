# %% before q1_1
%matplotlib inline
!echo installing nothing
%config InlineBackend.figure_format = "retina"
files = !ls

# %% q1_1
%%time
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("at least two sizes")
    sizes = [int(size) for size in layer_sizes]
    return sum(a * b + (b if bias else 0) for a, b in zip(sizes, sizes[1:]))

# %% after q1_1
%timeit -n 1 -r 1 mlp_param_count([784, 128, 10])
mlp_param_count?

# %% after q1_2
%%bash
echo this is not python
