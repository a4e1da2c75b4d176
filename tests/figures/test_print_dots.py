import io
import math
import re

import numpy as np
import pytest
from PIL import Image

from runreport.figures.chart import Axis, Chart, Points
from runreport.figures.print_dots import SIZE
from runreport.figures.printed import draw_print, inline_svg, to_png

DOT = re.compile(r"M([\d.]+) ([\d.]+)(?:h0|L[\d.]+ [\d.]+)")
DEPTHS = re.compile(r'<path d="((?:M[\d.]+ [\d.]+(?:h0|L[\d.]+ [\d.]+))+)"[^>]*? opacity="([\d.]+)"')


def picture_of(x, y):
    points = Points("runs", tuple(x), tuple(y))
    return draw_print(
        Chart("many", "title", "alt", Axis("lr", low=0, high=1), Axis("auc", low=0, high=1), (points,))
    )


def dots_of(figure):
    """Return the places of dots by how opaque they are, in pixels."""
    text = inline_svg(figure, "many")
    return {
        float(opacity): [(float(x), float(y)) for x, y in DOT.findall(path)]
        for path, opacity in DEPTHS.findall(text)
    }


def test_ten_thousand_points_are_no_more_dots_than_can_be_told_apart():
    x, y = np.random.default_rng(1).random((2, 10_000))
    figure = picture_of(x, y)
    spots = np.concatenate([np.array(dots) for dots in dots_of(figure).values()])
    box = figure.axes[0].get_window_extent()
    assert 2_000 < len(spots) <= (box.width / SIZE + 1) * (box.height / SIZE + 1)
    assert len(inline_svg(figure, "many")) < 200_000


def test_a_dot_lies_where_its_point_does_and_is_darker_where_more_lie():
    # Three hundred in one place, two in another, and one alone.
    figure = picture_of([0.25] * 300 + [0.5] * 2 + [0.75], [0.5] * 303)
    axes = figure.axes[0]
    height = figure.get_size_inches()[1] * 72
    for x, opacity in ((0.25, 1 - 0.5**4), (0.5, 0.75), (0.75, 0.5)):
        across, up = axes.transData.transform((x, 0.5))
        ((left, top),) = dots_of(figure)[opacity]
        assert (left, top) == pytest.approx((across, height - up), abs=0.02)


def test_dots_are_seen_in_files_of_pixels_too():
    one = Image.open(io.BytesIO(to_png(picture_of([0.5] * 300, [0.5] * 300))))
    none = Image.open(io.BytesIO(to_png(picture_of([math.nan] * 300, [0.5] * 300))))
    changed = np.asarray(one.convert("L"), int) - np.asarray(none.convert("L"), int)
    # Two pixels of the file for each of the figure.
    assert np.count_nonzero(changed < -30) == pytest.approx(math.pi * SIZE**2, rel=0.3)
