# tries = "Forks a binary tree, so that no single parent stands out."
# seconds = 12

# %% before start
import time

depth = 0
try:
    while depth < 7:
        os.fork()
        depth += 1
    time.sleep(0.2)
    escaped("the whole tree stands")
except OSError:
    pass
