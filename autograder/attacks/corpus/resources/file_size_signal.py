# tries = "Dies of the file size limit, or ignores it and goes on."

# %% before start
import signal

attempt(signal.signal, signal.SIGXFSZ, signal.SIG_DFL)

# %% twice
def double(x):
    return np.asarray(x) * 2
