"""Data sets: found on this machine, downloaded on request, kept as one array each.

A data set is looked for in the folder given, else in the one that the environment's `CNN_DATA`
names, else in the cache folder. What is found is decoded once into an array in the cache folder
(`CNN_CACHE`, else the user's own), which opens memory-mapped from then on. Where nothing is found,
generated pictures stand in and say so.
"""

from cnnkit.data.folders import DataMissingError, Split, cache_folder
from cnnkit.data.images import Images, digits, load_cifar10, load_images, load_mnist, load_shapes
from cnnkit.data.on_disk import CIFAR10_CLASSES
from cnnkit.data.photograph import photograph
from cnnkit.data.shapes import SHAPE_CLASSES

__all__ = [
    "CIFAR10_CLASSES",
    "SHAPE_CLASSES",
    "DataMissingError",
    "Images",
    "Split",
    "cache_folder",
    "digits",
    "load_cifar10",
    "load_images",
    "load_mnist",
    "load_shapes",
    "photograph",
]
