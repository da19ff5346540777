# tries = "Awaits something at the top of a cell, as notebooks allow."

# %% before q1_2
import asyncio

await asyncio.sleep(0)
