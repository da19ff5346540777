# %% before q5_1
%matplotlib inline
import warnings

warnings.warn("this network may be haunted")

# %% after q5_2
for number in range(300):
    print(number, "hooks are wonderful")
!echo done

# %% after q5_4
scratch = model_that_does_not_exist(1)
