# %% q1_2
def mean_by_group(table):
    return table.groupby("group")["cm"].median()
