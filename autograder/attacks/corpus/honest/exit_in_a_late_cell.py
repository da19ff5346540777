# tries = "Ends with exit(), as scripts do."

# %% after end
exit()

# %% after end
import sys

sys.exit(3)
