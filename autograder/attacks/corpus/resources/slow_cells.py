# tries = "Uses the whole time of a cell in cell after cell, to hold up the class."
# questions.twice = { status = ["timeout"], points = 0 }
# questions.windows = { status = ["timeout"], points = 0 }
# questions.greeting = { status = ["timeout"], points = 0 }
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
