from pathlib import Path

import pytest

from runreport.analysis import effects, estimates, headline, ranking, trends
from runreport.analysis.settings import SEEDS

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_name_of_a_seed_is_documented(seed):
    assert f"`{seed}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said",
    [
        f"more than {ranking.MOST_FOR_ALL_PAIRS} tested groups",
        f"up to {effects.MOST_LEVELS} different ones",
        f"at least {trends.FEWEST} runs and {trends.FEWEST_DISTINCT} different values",
        f"at least {headline.ENOUGH:.0%} as many".replace("%", " %"),
        f"{ranking.ALPHA:.0%} level".replace("%", " %"),
        f"{estimates.LEVEL:.0%}, from {['three'][estimates.FEWEST - 3]} repeats on".replace("%", " %"),
    ],
)
def test_every_threshold_is_documented(said):
    assert said in PAGE.read_text(encoding="utf-8")
