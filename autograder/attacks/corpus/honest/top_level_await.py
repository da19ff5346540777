# tries = "Awaits something at the top of a cell, as notebooks allow."

# %% before windows
import asyncio

await asyncio.sleep(0)
