"""The finished browser files are those that their sources make."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from runreport.pages.shipped import shipped

ROOT = Path(__file__).parents[2]


def test_the_committed_assets_are_what_their_sources_make(tmp_path):
    if shutil.which("node") is None or not (ROOT / "node_modules/esbuild").is_dir():
        pytest.skip("node and its packages are not here; `make assets` brings the latter")
    script = ROOT / "site_templates/browser/build.mjs"
    subprocess.run(["node", str(script), str(tmp_path / "made")], check=True, cwd=ROOT)
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert made == {path.name: path.read_bytes() for path in shipped("assets").iterdir()}


def luminance(color):
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def tokens(name):
    text = (ROOT / "site_templates/browser" / name).read_text()
    return {
        key: value * 2 if len(value) == 4 else value
        for key, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", text)
    }


@pytest.mark.parametrize("name", ["css/10-tokens.css", "dark.css"])
def test_every_color_has_the_contrast_that_its_use_needs(name):
    color = tokens(name)
    grounds = [color["bg"], color["surface"], color["sunken"]]
    for text in ("ink", "ink-2", "ink-3", "accent", "good", "bad", "unsure"):
        assert min(contrast(color[text], ground) for ground in grounds) >= 4.5, text
    for text in ("good", "bad", "unsure", "accent"):
        assert contrast(color[text], color[f"{text}-soft"]) >= 4.5, text
    for series in ("c1", "c2", "c3", "c4", "c5", "c6"):
        assert contrast(color[series], color["surface"]) >= 4.5, series
    assert min(contrast(color["line-strong"], ground) for ground in grounds) >= 3


def test_both_schemes_name_the_same_colors():
    dark = tokens("dark.css")
    assert set(tokens("css/10-tokens.css")) == set(dark)
