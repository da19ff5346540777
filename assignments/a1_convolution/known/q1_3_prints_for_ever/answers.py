# %% q1_3
def corr2d(image, kernel):
    i = 0
    while i < image.shape[0]:
        print("row", i, image)
