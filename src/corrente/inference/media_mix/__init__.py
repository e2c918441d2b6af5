"""Media mix: what each channel's spend adds to the outcome, by week and region, beside what would have come anyway.

Adstock and saturation as in Jin, Wang, Sun, Chan & Koehler 2017 (Bayesian methods for media mix modeling with
carryover and shape effects); the linear part integrated out; the rest by the recipe.
"""

from corrente.inference.media_mix.adstock import Adstock
from corrente.inference.media_mix.baseline import Baseline, controls, holidays, season, trend
from corrente.inference.media_mix.data import LiftTest, MixData
from corrente.inference.media_mix.posterior import MixPosterior, choose_shape, fit
from corrente.inference.media_mix.priors import Priors, Shape
from corrente.inference.media_mix.saturation import Saturation

__all__ = [
    "Adstock",
    "Baseline",
    "LiftTest",
    "MixData",
    "MixPosterior",
    "Priors",
    "Saturation",
    "Shape",
    "choose_shape",
    "controls",
    "fit",
    "holidays",
    "season",
    "trend",
]
