# %% k3
labels = 7

# %% k4
def divisors(n):
    return [d for d in range(1, n + 1) if n % d == 0]

# %% k7
class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.add(x)

# %% k8
def halves(x):
    return x / 2

# %% k9
column = list(marks["points"])

# %% k10
noon = "2026-01-02 12:00"
week = 7

# %% k15
def top(table):
    return None
