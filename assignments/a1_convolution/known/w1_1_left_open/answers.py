# %% w1_1 [markdown]
# _Type your answer here, replacing this text._
