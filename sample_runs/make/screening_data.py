"""Breast cancer data of scikit-learn, dealt out to four simulated hospital sites.

The measurements are real and public. The sites are not: a seeded rule deals
the rows to four invented sites, and adds noise to the readings of one of them
to imitate an older device.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

SITE_SEED = 2024
VALIDATION_SHARE = 0.4
TRAINING_SHARE_PER_SEED = 0.8
TARGET = "malignant"
FEATURES = (
    "mean texture",
    "mean smoothness",
    "mean compactness",
    "mean symmetry",
    "radius error",
    "texture error",
)


@dataclass(frozen=True)
class Site:
    """One simulated hospital site.

    Attributes:
        key: Short name used in metric names.
        title: Name shown to people; always says that the site is simulated.
        share: Share of all rows dealt to the site.
        noise: Added noise, in standard deviations of each reading.
    """

    key: str
    title: str
    share: float
    noise: float


SITES = (
    Site("site_a", "Site A (simulated)", 0.40, 0.0),
    Site("site_b", "Site B (simulated)", 0.26, 0.0),
    Site("site_c", "Site C (simulated)", 0.17, 0.0),
    Site("site_d", "Site D (simulated)", 0.17, 0.8),
)


@dataclass(frozen=True)
class Split:
    """Rows for training and rows for validation.

    Attributes:
        training: Rows that models may learn from.
        validation: Rows that models are measured on; the same for every run.
    """

    training: pd.DataFrame
    validation: pd.DataFrame


def load_split() -> Split:
    """Loads the data, deals it to the simulated sites and splits it.

    Returns:
        The two parts. Columns are `FEATURES`, `TARGET` (1 = malignant) and
        `site` (the title of a simulated site).
    """
    source = load_breast_cancer(as_frame=True)
    frame = source.data[list(FEATURES)].copy()
    frame[TARGET] = (1 - source.target).astype("int64")
    frame["site"] = _deal_to_sites(len(frame))
    frame = _add_site_noise(frame)
    training, validation = train_test_split(
        frame,
        test_size=VALIDATION_SHARE,
        random_state=SITE_SEED,
        stratify=frame["site"] + frame[TARGET].astype(str),
    )
    return Split(training.reset_index(drop=True), validation.reset_index(drop=True))


def training_sample(split: Split, seed: int) -> pd.DataFrame:
    """Draws the rows that one repeat learns from.

    Args:
        split: The data.
        seed: Seed of the repeat.

    Returns:
        A share of the training rows, drawn without replacement.
    """
    return split.training.sample(frac=TRAINING_SHARE_PER_SEED, random_state=seed)


def inputs(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns only the columns that a model may see."""
    return frame[list(FEATURES)]


def _deal_to_sites(rows: int) -> np.ndarray:
    generator = np.random.default_rng(SITE_SEED)
    titles = [site.title for site in SITES]
    shares = [site.share for site in SITES]
    return generator.choice(titles, size=rows, p=shares)


def _add_site_noise(frame: pd.DataFrame) -> pd.DataFrame:
    generator = np.random.default_rng(SITE_SEED + 1)
    spread = frame[list(FEATURES)].std().to_numpy()
    noisy = frame.copy()
    for site in SITES:
        rows = noisy["site"] == site.title
        noise = generator.normal(size=(int(rows.sum()), len(FEATURES)))
        noisy.loc[rows, list(FEATURES)] += noise * spread * site.noise
    return noisy
