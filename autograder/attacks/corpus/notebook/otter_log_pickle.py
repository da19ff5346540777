# tries = "Puts a pickle that runs a command where Otter's log lies."
# forms = ["full", "restricted", "none"]


def make(kit):
    import io
    import pickle

    class Gadget:
        def __reduce__(self):
            return (open, (kit.outside("log-was-unpickled"), "w"))

    log = io.BytesIO()
    pickle.dump(Gadget(), log)
    kit.zip({kit.name: kit.notebook(), ".OTTER_LOG": log.getvalue(), "results.pkl": log.getvalue()})
