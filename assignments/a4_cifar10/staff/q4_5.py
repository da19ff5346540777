"""Misconceptions about BatchNorm, as layers that go wrong in one place."""

import torch
from torch import nn

from autograder.diagnosis import Question

question = Question("MyBatchNorm2d")

question.help(
    "Over which axes are the mean and the variance of a channel? Which variance goes into"
    " the running statistics, that over m or that over m - 1?",
    line="self.running_mean.mul_(1 - ...).add_(... * mean.detach())",
)


class _Norm(nn.Module):
    """The layer with a method for each step, so that a slip can replace one of them."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.remember(torch.zeros(num_features), torch.ones(num_features))

    def remember(self, mean, var):
        self.register_buffer("running_mean", mean)
        self.register_buffer("running_var", var)

    def of_batch(self, x):
        return x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)

    def spread(self, x, var):
        return x.transpose(0, 1).flatten(1).var(1)

    def mixed(self, old, new):
        return (1 - self.momentum) * old + self.momentum * new

    def update(self, x, mean, var):
        with torch.no_grad():
            self.running_mean.copy_(self.mixed(self.running_mean, mean.flatten()))
            self.running_var.copy_(self.mixed(self.running_var, self.spread(x, var)))

    def root(self, var):
        return torch.sqrt(var + self.eps)

    def remembered(self, x):
        shape = (1, -1, 1, 1)
        return self.running_mean.reshape(shape), self.running_var.reshape(shape)

    def statistics(self, x):
        if not self.training:
            return self.remembered(x)
        mean, var = self.of_batch(x)
        self.update(x, mean, var)
        return mean, var

    def affine(self, z):
        return z * self.weight[:, None, None] + self.bias[:, None, None]

    def forward(self, x):
        mean, var = self.statistics(x)
        return self.affine((x - mean) / self.root(var))


@question.reference
class MyBatchNorm2d(_Norm):
    pass


@question.mistake(
    "The batch is normalised with the unbiased variance, divided by m - 1. That one is remembered; "
    "the batch itself is normalised with unbiased=False."
)
class unbiased_variance_normalises(_Norm):
    def of_batch(self, x):
        return x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), keepdim=True)


@question.mistake(
    "The running variance takes the biased variance of the batch. It remembers the unbiased one, "
    "divided by m - 1: biased * m / (m - 1)."
)
class biased_running_variance(_Norm):
    def spread(self, x, var):
        return var.flatten()


@question.mistake(
    "The momentum is used the wrong way round: here it is the share of the new value, (1 - "
    "momentum) * old + momentum * new."
)
class momentum_of_the_old(_Norm):
    def mixed(self, old, new):
        return self.momentum * old + (1 - self.momentum) * new


@question.mistake("The running statistics are replaced by those of the last batch.")
class forgets_the_past(_Norm):
    def mixed(self, old, new):
        return new


@question.mistake(
    "The old running value is not shrunk: it is (1 - momentum) * old + momentum * new."
)
class adds_up(_Norm):
    def mixed(self, old, new):
        return old + self.momentum * new


@question.mistake("The momentum is always 0.1, whatever the layer was built with.")
class fixed_momentum(_Norm):
    def mixed(self, old, new):
        return 0.9 * old + 0.1 * new


@question.mistake(
    "eps is added to the standard deviation. It belongs under the root: sqrt(var + eps)."
)
class eps_outside_the_root(_Norm):
    def root(self, var):
        return torch.sqrt(var) + self.eps


@question.mistake("eps is missing: a channel that is constant is divided by zero. sqrt(var + eps).")
class no_eps(_Norm):
    def root(self, var):
        return torch.sqrt(var)


@question.mistake("eps is always 1e-5, whatever the layer was built with.")
class fixed_eps(_Norm):
    def root(self, var):
        return torch.sqrt(var + 1e-5)


@question.mistake("You divide by the variance. Divide by its root.")
class divides_by_the_variance(_Norm):
    def root(self, var):
        return var + self.eps


@question.mistake(
    "Every image is normalised by itself (that is instance normalisation). Average over the "
    "images, too: axes 0, 2 and 3."
)
class each_image_by_itself(_Norm):
    def of_batch(self, x):
        return x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)

    def update(self, x, mean, var):
        super().update(x, *super().of_batch(x))


@question.mistake(
    "Each position of a map has statistics of its own: you average over axis 0 alone. A channel "
    "has one mean, over axes 0, 2 and 3."
)
class each_position_by_itself(_Norm):
    def of_batch(self, x):
        return x.mean(0, keepdim=True), x.var(0, unbiased=False, keepdim=True)

    def update(self, x, mean, var):
        super().update(x, *super().of_batch(x))


@question.mistake(
    "All channels are normalised together (that is layer normalisation, more or less). Each "
    "channel has its own mean: leave axis 1 out."
)
class channels_together(_Norm):
    def of_batch(self, x):
        mean, var = x.mean().reshape(1, 1, 1, 1), x.var(unbiased=False).reshape(1, 1, 1, 1)
        return mean.expand(1, x.shape[1], 1, 1), var.expand(1, x.shape[1], 1, 1)


@question.mistake(
    "In evaluation the batch is normalised with its own statistics. There the running statistics "
    "take their place, so that an image does not depend on its neighbours."
)
class batch_statistics_in_evaluation(_Norm):
    def remembered(self, x):
        return self.of_batch(x)


@question.mistake(
    "The running statistics are updated in evaluation, too. They are for training alone: if "
    "self.training."
)
class updates_in_evaluation(_Norm):
    def remembered(self, x):
        found = [value.clone() for value in super().remembered(x)]
        self.update(x, *self.of_batch(x))
        return found


@question.mistake(
    "In training the batch is normalised with the running statistics. They are for evaluation; in "
    "training it is the batch's own mean and variance."
)
class running_statistics_in_training(_Norm):
    def statistics(self, x):
        found = self.remembered(x)
        if self.training:
            found = [value.clone() for value in found]
            self.update(x, *self.of_batch(x))
        return found


@question.mistake(
    "The running statistics are plain attributes: they are not saved with the network and do not "
    "move with it. self.register_buffer(name, tensor) makes a buffer."
)
class plain_attributes(_Norm):
    def remember(self, mean, var):
        self.running_mean, self.running_var = mean.double(), var.double()


@question.mistake(
    "The running statistics are parameters, so an optimizer would change them. Make them buffers: "
    "self.register_buffer(name, tensor)."
)
class statistics_as_parameters(_Norm):
    def remember(self, mean, var):
        self.running_mean, self.running_var = nn.Parameter(mean), nn.Parameter(var)


@question.mistake(
    "No gradient flows through the statistics of the batch: they are detached, or computed under "
    "no_grad. They depend on the input; leave them to autograd, and update only the running ones "
    "without gradients."
)
class statistics_detached(_Norm):
    def of_batch(self, x):
        return super().of_batch(x.detach())


@question.mistake("weight and bias are not used: scale and shift what was normalised.")
class no_scale_and_shift(_Norm):
    def affine(self, z):
        return z + 0 * (self.weight + self.bias).sum()


@question.mistake(
    "The bias is added before the scaling. It is weight * normalised + bias, in this order."
)
class bias_before_the_scale(_Norm):
    def affine(self, z):
        return (z + self.bias[:, None, None]) * self.weight[:, None, None]


@question.mistake("The running variance remembers standard deviations. It is a variance.")
class remembers_the_deviation(_Norm):
    def spread(self, x, var):
        return super().spread(x, var).sqrt()


@question.mistake(
    "The mean is not subtracted; the numbers are only divided by their standard deviation."
)
class keeps_the_mean(_Norm):
    def forward(self, x):
        mean, var = self.statistics(x)
        return self.affine((x - 0 * mean) / self.root(var))
