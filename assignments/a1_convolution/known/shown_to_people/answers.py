# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    raise ValueError("<script>alert(1)</script> \x1b[2J\x1b]0;owned\x07 =HYPERLINK(\"evil\")")

# %% before q1_1
print("<img src=x onerror=alert(1)>\x1b[31m\u202egnp.exe")
