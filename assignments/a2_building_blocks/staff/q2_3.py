"""Misconceptions about the parameters of a network."""

from autograder.diagnosis import Question

from ._pair import pair

question = Question("count_params")

question.help(
    "How many numbers does one filter of a convolution hold, with groups? And is a name "
    "that comes twice a second layer?",
    line=(
        "counts[layer['name']] = layer['out'] * (layer['in'] // ...) * ... + (... if ... else 0)"
    ),
)


class Counter:
    """One call; a misconception overrides a step."""

    def run(self, layers):
        counts = {}
        for layer in layers:
            count = getattr(self, layer["kind"], None)
            if count is not None:
                self.note(counts, layer["name"], count(layer))
        return counts

    def note(self, counts, name, number):
        counts[name] = number

    def conv(self, layer):
        return self.channels(layer) * self.area(layer["kernel"]) * layer["out"] + self.biases(layer)

    def channels(self, layer):
        return layer["in"] // layer.get("groups", 1)

    def area(self, kernel):
        height, width = pair(kernel)
        return height * width

    def biases(self, layer):
        return layer["out"] if layer.get("bias", True) else 0

    def linear(self, layer):
        return layer["in"] * layer["out"] + self.biases(layer)

    def bn(self, layer):
        return 2 * layer["channels"]


@question.reference
def right(layers):
    return Counter().run(layers)


@question.reference_for("fc_share")
def right_share(layers):
    counts = right(layers)
    dense = {layer["name"] for layer in layers if layer["kind"] == "linear"}
    total = sum(counts.values())
    return sum(counts[name] for name in dense) / total if total else 0.0


def _counter(hint):
    def register(kind):
        def implementation(layers):
            return kind().run(layers)

        implementation.__name__ = kind.__name__
        question.mistake(hint)(implementation)
        return kind

    return register


@_counter(
    "Four numbers are counted for each channel of a batch normalisation. Two are learned, scale "
    "and shift; the running mean and variance are kept, not learned."
)
class bn_counts_four(Counter):
    def bn(self, layer):
        return 4 * layer["channels"]


@_counter("Batch normalisation learns a scale and a shift for each channel: two numbers, not one.")
class bn_counts_one(Counter):
    def bn(self, layer):
        return layer["channels"]


@_counter("Batch normalisation is left out: it learns a scale and a shift for each channel.")
class bn_left_out(Counter):
    bn = None


@_counter("The biases are missing: one for each output channel, or each output of a dense layer.")
class bias_missed(Counter):
    def biases(self, layer):
        return 0


@_counter("Biases are counted where bias is False, too.")
class bias_always(Counter):
    def biases(self, layer):
        return layer["out"]


@_counter("You count a bias for each input. There is one for each output.")
class bias_per_input(Counter):
    def biases(self, layer):
        return layer["in"] if layer.get("bias", True) else 0


@_counter("A layer has as many biases as outputs; yours has a single one.")
class one_bias(Counter):
    def biases(self, layer):
        return int(layer.get("bias", True))


@_counter("You count k weights for a kernel. It has k rows of k weights each.")
class side_for_area(Counter):
    def area(self, kernel):
        return pair(kernel)[0]


@_counter("Kernels need not be square: rows times columns.")
class square_kernel_assumed(Counter):
    def area(self, kernel):
        return pair(kernel)[0] ** 2


@_counter("A filter spans all the channels that come in; you count a single slice of each.")
class input_channels_missed(Counter):
    def channels(self, layer):
        return 1


@_counter("With groups a filter spans the channels of its own group only; you count all of them.")
class groups_ignored(Counter):
    def channels(self, layer):
        return layer["in"]


@_counter(
    "You divide by the groups twice. Each filter spans fewer channels, but there are as many "
    "filters as before."
)
class groups_twice(Counter):
    def channels(self, layer):
        return layer["in"] / layer.get("groups", 1) ** 2

    def conv(self, layer):
        return int(super().conv(layer))


@_counter(
    "A layer that is used twice is counted twice. It is the same layer, with the same weights."
)
class shared_layer_twice(Counter):
    def note(self, counts, name, number):
        counts[name] = counts.get(name, 0) + number


@question.mistake(
    "Layers without parameters are in the dict; only those that have some belong there."
)
def empty_entries(layers):
    counts = {layer.get("name", layer["kind"]): 0 for layer in layers}
    return {**counts, **right(layers)}


@question.mistake(
    "The sum of all is returned. A dict with one number for each named layer is asked."
)
def total_only(layers):
    return sum(right(layers).values())


@question.mistake("The share is given in per cent; it goes from 0 to 1.", variable="fc_share")
def share_in_per_cent(layers):
    return 100 * right_share(layers)


@question.mistake(
    "Without any parameters there is nothing to divide by: the share is 0.0 then.",
    variable="fc_share",
    about_raising=True,
)
def share_divides_by_zero(layers):
    counts = right(layers)
    dense = {layer["name"] for layer in layers if layer["kind"] == "linear"}
    return sum(counts[name] for name in dense) / sum(counts.values())


@question.mistake(
    "You divide the dense layers by the others. The share is of all parameters, the dense ones "
    "among them.",
    variable="fc_share",
)
def share_of_the_others(layers):
    share = right_share(layers)
    return share / (1 - share)


@question.mistake("This is the share of everything but the dense layers.", variable="fc_share")
def share_of_convolutions(layers):
    return 1 - right_share(layers)


@question.mistake(
    "Only the last dense layer is counted; there may be several.", variable="fc_share"
)
def share_of_the_last(layers):
    counts = right(layers)
    names = [layer["name"] for layer in layers if layer["kind"] == "linear"]
    total = sum(counts.values())
    return counts[names[-1]] / total if names and total else 0.0


@question.mistake(
    "A dense layer that is used twice counts twice in the share.", variable="fc_share"
)
def share_of_shared_twice(layers):
    counts = right(layers)
    total = sum(counts.values())
    dense = sum(counts[layer["name"]] for layer in layers if layer["kind"] == "linear")
    return dense / total if total else 0.0


@question.mistake(
    "You count layers, not parameters: a layer counts by how many numbers it learns.",
    variable="fc_share",
)
def share_of_layers(layers):
    own = [layer for layer in layers if layer["kind"] in ("conv", "bn", "linear")]
    return sum(layer["kind"] == "linear" for layer in own) / len(own) if own else 0.0
