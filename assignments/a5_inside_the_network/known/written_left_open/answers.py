# %% w5_1
prediction = ...
lab.compare(prediction, SimpleCNN, {"pooling": ["max", "average"]})

# %% w5_2
prediction = ...
lab.compare(prediction, ImprovedCNN, {"blocks": [(32, 64), (32, 64, 128)]})
