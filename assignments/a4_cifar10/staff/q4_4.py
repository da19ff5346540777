"""Misconceptions about a first network for colour images."""

import torch
from torch import nn
from torch.nn import functional

from autograder.diagnosis import Question

question = Question("SimpleCNN")

question.help(
    "What is the shape of the data after each row of the table? How many numbers reach fc1, "
    "and for which size of image alone?",
    line="x = self.pool(torch.relu(self.conv1(x)))",
)


class _Right(nn.Module):
    """The network with a method for each step, so that a slip can replace one of them."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)

    def block(self, x, conv):
        return self.pool(torch.relu(conv(x)))

    def flat(self, x):
        return torch.flatten(x, 1)

    def hidden(self, x):
        return torch.relu(self.fc1(x))

    def last(self, x):
        return self.fc2(x)

    def forward(self, x):
        x = self.block(self.block(x, self.conv1), self.conv2)
        return self.last(self.hidden(self.flat(x)))


@question.reference
class SimpleCNN(_Right):
    pass


@question.mistake(
    "view(-1, 2048) counts the images anew: four images of another size become more rows, without "
    "a word. torch.flatten(x, 1) keeps the batch, and fc1 refuses what does not fit."
)
class view_merges_images(_Right):
    def flat(self, x):
        return x.reshape(-1, 2048)


@question.mistake(
    "Images of another size are made to fit before fc1. The task asks for the table's network, "
    "which refuses them."
)
class pools_to_fit(_Right):
    def flat(self, x):
        return torch.flatten(functional.adaptive_avg_pool2d(x, 8), 1)


@question.mistake(
    "There is a softmax at the end. The loss applies one itself; applied twice, the network learns "
    "slowly and is never sure."
)
class softmax_at_the_end(_Right):
    def last(self, x):
        return torch.softmax(self.fc2(x), 1)


@question.mistake("There is a log-softmax at the end; return the logits and leave it to the loss.")
class log_softmax_at_the_end(_Right):
    def last(self, x):
        return torch.log_softmax(self.fc2(x), 1)


@question.mistake("A ReLU comes after fc2 and takes every negative logit away.")
class relu_at_the_end(_Right):
    def last(self, x):
        return torch.relu(self.fc2(x))


@question.mistake(
    "The ReLU between fc1 and fc2 is missing. Without it the two are one linear layer."
)
class no_relu_between_the_dense_layers(_Right):
    def hidden(self, x):
        return self.fc1(x)


@question.mistake("There is no ReLU after the convolutions.")
class no_relu_after_the_convolutions(_Right):
    def block(self, x, conv):
        return self.pool(conv(x))


@question.mistake("There is no ReLU after the second convolution.")
class no_second_relu(_Right):
    def block(self, x, conv):
        return self.pool(conv(x)) if conv is self.conv2 else super().block(x, conv)


@question.mistake("The pooling averages. A max-pooling is expected, nn.MaxPool2d(2).")
class average_pooling(_Right):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(2)


@question.mistake("ReLU is applied to the input of the convolution instead of its output.")
class relu_before_the_convolution(_Right):
    def block(self, x, conv):
        return self.pool(conv(torch.relu(x)))


@question.mistake(
    "The flattened maps are in the order rows, columns, channels. torch.flatten(x, 1) of an NCHW "
    "tensor has the channels first."
)
class channels_last_before_the_dense_layer(_Right):
    def flat(self, x):
        return torch.flatten(x.permute(0, 2, 3, 1), 1)


@question.mistake(
    "A layer has no bias: 16, 32, 128 and 10 of the 268,650 parameters are biases.",
    recognise=lambda report: (
        isinstance(report, dict)
        and "conv1.weight" in report.get("parameters", {})
        and "conv1.bias" not in report["parameters"]
    ),
)
class convolutions_without_bias(_Right):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1, bias=False)
