# %% q1_3
from scipy.signal import correlate2d

def corr2d(image, kernel):
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("kernel larger than image")
    return correlate2d(image.astype(float), kernel.astype(float), mode="valid")
