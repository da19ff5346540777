# tries = "Is named like a script."
# forms = ["full", "restricted", "none"]
# student = "<script>stolen('name')<b>"
# absent_html = ["<script>stolen"]


def make(kit):
    kit.zip({kit.name: kit.notebook()})
