# %% answer backward_with_frozen_copy
import copy


def saliency(model, x, y):
    twin = copy.deepcopy(model).eval()
    pictures = x.detach().clone()
    pictures.requires_grad = True
    logits = twin(pictures)
    logits[torch.arange(len(y)), y].sum().backward()
    return pictures.grad.abs().max(dim=1).values

# %% answer vector_jacobian_product
def saliency(model, x, y):
    was = model.training
    model.eval()
    try:
        logits, pullback = torch.func.vjp(model, x.detach().clone())
        chosen = torch.nn.functional.one_hot(y, logits.shape[1]).to(logits)
        (slope,) = pullback(chosen)
    finally:
        model.train(was)
    return slope.detach().abs().amax(1)

# %% answer picture_by_picture
def saliency(model, x, y):
    training = model.training
    model.eval()
    maps = []
    with torch.enable_grad():
        for picture, label in zip(x.detach(), y.tolist()):
            leaf = picture[None].clone().requires_grad_(True)
            gradient = torch.autograd.grad(model(leaf)[0, label], leaf)[0]
            maps.append(gradient[0].abs().max(0)[0])
    model.train(training)
    return torch.stack(maps)

# %% answer context_manager
# %% before q5_4
from contextlib import contextmanager


@contextmanager
def in_eval_mode(model):
    before = model.training
    try:
        yield model.eval()
    finally:
        model.train(before)

# %% q5_4
def saliency(model, x, y):
    leaf = x.clone().detach().requires_grad_()
    with in_eval_mode(model) as network:
        score = torch.sum(torch.take_along_dim(network(leaf), y[:, None], dim=1))
        gradients = torch.autograd.grad(outputs=score, inputs=[leaf])
    return torch.maximum(gradients[0].amax(dim=1), -gradients[0].amin(dim=1))
