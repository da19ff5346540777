"""Data sets: found on this machine, downloaded on request, and cached as one array.

A data set is looked for in the folder given, else in the environment's `CNN_DATA`, else in the
user's cache folder. What is found is decoded once into one uint8 array in the cache folder
(`CNN_CACHE`, else the user's), which later opens without being read. Where there is none,
generated pictures take its place and say so.
"""

from cnnkit.data_cache import DataMissingError, Split, cache_folder
from cnnkit.data_images import CIFAR10_CLASSES, Images, load_cifar10, load_images, load_shapes
from cnnkit.data_mnist import Digits, digits, load_mnist, read_idx
from cnnkit.data_shapes import SHAPE_CLASSES

__all__ = [
    "CIFAR10_CLASSES",
    "SHAPE_CLASSES",
    "DataMissingError",
    "Digits",
    "Images",
    "Split",
    "cache_folder",
    "digits",
    "load_cifar10",
    "load_images",
    "load_mnist",
    "load_shapes",
    "read_idx",
]
