# tries = "Uses the whole time of a cell in cell after cell, to hold up the class."
# questions.q1_1 = { status = ["timeout"], points = 0 }
# questions.q1_2 = { status = ["timeout"], points = 0 }
# questions.q1_3 = { status = ["timeout"], points = 0 }
# questions.Q1 = { status = ["timeout"], points = 0 }
# seconds = 60

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)

# %% before start
import time

time.sleep(1.8)
