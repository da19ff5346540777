# tries = "Holds file names made to mislead whoever reads a list of them."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    names = ("\u202egpj.exe", "a\u200b.txt", "\x1b]0;title\x07.txt", "<img src=x>.txt", "=1+1.csv")
    kit.zip({kit.name: kit.notebook(), **dict.fromkeys(names, b"x")})
