# tries = "Uses the usual magics and shell lines of a notebook."

# %% before start
%matplotlib inline
%load_ext autoreload
%autoreload 2
%config InlineBackend.figure_format = "retina"
!pip install --quiet numpy
%pip install numpy
%env OMP_NUM_THREADS=1
!ls

# %% twice
%%time
def double(x):
    return np.asarray(x) * 2

# %% before windows
%timeit -n 1 -r 1 double(np.ones(3))
double?
%time y = double(np.ones(3))
assert y[0] == 2
