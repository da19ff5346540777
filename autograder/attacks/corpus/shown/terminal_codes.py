# tries = "Prints codes that clear the screen, rename the window and fill the clipboard."
# forms = ["full", "restricted", "none"]
# absent = ["\u001b", "\u0007"]

# %% before start
print("\x1b[2J\x1b[H\x1b[32mAll tests passed\x1b[0m")
print("\x1b]0;graded\x07\x1b]52;c;cm0gLXJm\x07\x1b]8;;http://example.invalid\x1b\\link\x1b]8;;\x1b\\")
raise ValueError("\x1b[1A\x1b[2K9/9 passed")
