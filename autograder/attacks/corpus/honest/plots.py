# tries = "Draws plots and shows rich output."

# %% before windows
import matplotlib.pyplot as plt
from IPython.display import HTML, Markdown, display

figure, axes = plt.subplots(1, 2)
axes[0].plot(double(np.arange(5.0)))
axes[1].imshow(np.eye(3))
plt.show()
display(HTML("<b>fine</b>"), Markdown("*fine*"), figure)
double(np.ones(2))
