"""Losses and training steps of train_peer.py."""

import torch

from peer_network import SIGMA_DATA

SIGMA_INIT = 2.5


def levels(n, device):
    """Noise levels of teacher and fake score, ln s ~ N(-1.2, 1.2²)."""
    return torch.exp(torch.randn(n, 1, 1, 1, device=device) * 1.2 - 1.2)


def generator_levels(n, device, sigma_max=80.0, sigma_min=0.002, rho=7, t_max=0.8):
    """Noise levels of SiD's generator step."""
    t = torch.rand(n, 1, 1, 1, device=device) * t_max
    return (sigma_max ** (1 / rho) + (1 - t) * (sigma_min ** (1 / rho) - sigma_max ** (1 / rho))) ** rho


def ambient_tweedie(denoiser, y, data_sigma, sigma, noise):
    """Loss of each image: the prediction of y from y_t, EDM weight at max(s, sigma)."""
    s2 = sigma.clamp(min=data_sigma) ** 2
    excess = s2 - data_sigma ** 2
    yt = y + excess.sqrt() * noise
    prediction = excess / s2 * denoiser(yt, s2.sqrt()) + data_sigma ** 2 / s2 * yt
    weight = (s2 + SIGMA_DATA ** 2) / (s2 * SIGMA_DATA ** 2)
    return (weight * (prediction - y) ** 2).sum(dim=(1, 2, 3))


def sid(x, teacher, fake, alpha):
    """Loss of each image from the two denoised versions of x."""
    with torch.no_grad():
        weight = (x - teacher).abs().mean(dim=(1, 2, 3), keepdim=True).clamp(min=1e-5)
    difference = teacher - fake
    return (difference * ((teacher - x) - alpha * difference) / weight).sum(dim=(1, 2, 3))


class Trained:
    """A network with Adam and, optionally, the moving average of its weights."""

    def __init__(self, network, rate, betas, decay=None, clip=0, micro_batch=None):
        self.parameters = list(network.parameters())
        self.average = [p.detach().clone() for p in self.parameters] if decay else None
        self.decay, self.clip, self.micro_batch = decay, clip, micro_batch
        fast = {"fused": True} if self.parameters[0].is_cuda else {"foreach": True}
        self.optimiser = torch.optim.Adam(self.parameters, lr=rate, betas=betas, eps=1e-8, **fast)
        self.norm = None

    def update(self, loss, batch):
        """Performs a step with the gradient of the mean loss and returns this mean."""
        n = len(next(iter(batch.values())))
        size = self.micro_batch or n
        self.optimiser.zero_grad(set_to_none=True)
        mean = 0
        for start in range(0, n, size):
            part = {name: values[start:start + size] for name, values in batch.items()}
            value = loss(part).sum() / n
            value.backward()
            mean = mean + value.detach()
        if self.clip:
            self.norm = torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
        self.optimiser.step()
        if self.average:
            with torch.no_grad():
                torch._foreach_mul_(self.average, self.decay)
                torch._foreach_add_(self.average, self.parameters, alpha=1 - self.decay)
        return mean

    def gradient_norm(self):
        """Norm of the last gradient before clipping."""
        return self.norm if self.clip else torch.stack([p.grad.norm() for p in self.parameters]).norm()


class Training:
    """Training of a teacher on measurements."""

    def __init__(self, denoiser, sigma, rate, clip=0, micro_batch=None):
        self.denoiser, self.sigma = denoiser, sigma
        self.trained = Trained(denoiser, rate, (0.9, 0.999), decay=0.995, clip=clip, micro_batch=micro_batch)

    @staticmethod
    def draw(data, n):
        y = data[torch.randint(len(data), (n,), device=data.device)]
        return {"y": y, "sigma": levels(n, data.device), "noise": torch.randn_like(y)}

    def loss(self, batch):
        return ambient_tweedie(self.denoiser, batch["y"], self.sigma, batch["sigma"], batch["noise"])

    def step(self, batch):
        return self.trained.update(self.loss, batch)


class Distillation:
    """SiD: teacher, fake score and generator of one architecture; a step trains the fake score, then the generator."""

    def __init__(self, teacher, create, sigma, alpha, rate, clip=0, micro_batch=None):
        self.sigma, self.alpha = sigma, alpha
        self.teacher = teacher.eval().requires_grad_(False)
        self.fake, self.generator = create(), create()
        for network in (self.fake, self.generator):
            network.load_state_dict(teacher.state_dict())
        self.trained_fake = Trained(self.fake, rate, (0, 0.999), clip=clip, micro_batch=micro_batch)
        self.trained_generator = Trained(
            self.generator, rate, (0, 0.999), decay=0.995, clip=clip, micro_batch=micro_batch)

    def draw(self, n, shape):
        device = next(self.teacher.parameters()).device

        def normal():
            return torch.randn(n, *shape, device=device)

        fake = {"z": normal(), "sigma": levels(n, device), "noise": normal(), "measurement-noise": normal()}
        return fake, {"z": normal(), "sigma": generator_levels(n, device), "noise": normal()}

    def generate(self, z):
        return self.generator(z * SIGMA_INIT, torch.full((len(z), 1, 1, 1), SIGMA_INIT, device=z.device))

    def fake_loss(self, batch):
        with torch.no_grad():
            y = self.generate(batch["z"]) + self.sigma * batch["measurement-noise"]
        return ambient_tweedie(self.fake, y, self.sigma, batch["sigma"], batch["noise"])

    def generator_loss(self, batch):
        x = self.generate(batch["z"])
        noisy = x + batch["sigma"] * batch["noise"]
        return sid(x, self.teacher(noisy, batch["sigma"]), self.fake(noisy, batch["sigma"]), self.alpha)

    def step(self, fake_batch, generator_batch):
        """Returns the losses of fake score and generator."""
        # one network is trained at a time, with dropout; the others need no gradients of their weights
        self.generator.eval().requires_grad_(False)
        self.fake.train().requires_grad_(True)
        fake = self.trained_fake.update(self.fake_loss, fake_batch)
        self.fake.eval().requires_grad_(False)
        self.generator.train().requires_grad_(True)
        return fake, self.trained_generator.update(self.generator_loss, generator_batch)


@torch.no_grad()
def heun_sample(denoiser, z, steps, sigma_max=80.0, sigma_min=0.002, rho=7):
    """EDM's deterministic sampler: 2·steps - 1 evaluations of the network."""
    grid = (sigma_max ** (1 / rho) + torch.arange(steps) / (steps - 1)
            * (sigma_min ** (1 / rho) - sigma_max ** (1 / rho))) ** rho
    grid = grid.tolist() + [0.0]

    def slope(x, level):
        return (x - denoiser(x, torch.full((x.shape[0], 1, 1, 1), level, device=x.device))) / level

    x = z * grid[0]
    for level, following in zip(grid, grid[1:]):
        d = slope(x, level)
        euler = x + (following - level) * d
        x = euler if following == 0 else x + (following - level) * (d + slope(euler, following)) / 2
    return x
