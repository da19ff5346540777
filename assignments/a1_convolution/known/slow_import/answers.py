# %% before q1_1
import time

time.sleep(4)
