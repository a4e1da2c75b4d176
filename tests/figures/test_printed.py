import io
import math
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image, ImageColor

from runreport.figures.chart import BASELINE, Axis, Band, Bars, Chart, Intervals, Line, Points, Rule, Scale
from runreport.figures.compose import curve_charts, ranking_chart
from runreport.figures.print_style import PALETTE
from runreport.figures.printed import draw_print, inline_svg, to_pdf, to_png, to_svg
from runreport.figures.table import chart_table

NAMES = Axis("group", scale=Scale.CATEGORY, names=("first", "second"))
CHARTS = {
    "curves": (
        Axis("step"),
        Axis("AUC"),
        (
            Band("range", (0, 1, 2), (0.1, 0.2, 0.3), (0.3, 0.4, 0.5)),
            Line("a", (0, 1, 2), (0.2, 0.3, 0.4)),
            Line("b", (0, 1, 2), (0.2, math.nan, 0.5), 1),
            Line("old", (0, 2), (0.3, 0.3), BASELINE, dashed=True),
            Line("other", (0, 2), (0.1, 0.2), faint=True),
            Rule("target", 0.45),
        ),
    ),
    "log": (
        Axis("lr", scale=Scale.LOG),
        Axis("loss", scale=Scale.LOG),
        (Points("runs", (1e-5, 1e-3, 0.0), (1, 200, 3)),),
    ),
    "time": (
        Axis("", scale=Scale.TIME),
        Axis("AUC"),
        (Line("best so far", (1.78e9, 1.79e9), (0.5, 0.6), steps=True), Points("runs", (1.785e9,), (0.4,))),
    ),
    "bars": (NAMES, Axis("rows", "patients"), (Bars("n", (3.0, -1.0)),)),
    "rows": (
        Axis("AUC"),
        NAMES,
        (Intervals("m", (1, 2), (0.5, None), (1.5, None), ((0.9, 1.1), ()), (0, 5)), Rule("base", 1.2, True)),
    ),
    "empty": (Axis("step"), Axis("loss"), (Line("a", (0, 1), (math.nan, math.nan)),)),
    "hostile": (
        Axis("<b>&amp;\x00 $x$"),
        Axis('"quoted" ]]> --'),
        (Line("$\\frac{1}{0}$ <script>", (0, 1), (1, 2)), Line("名前 \U0001f600", (0, 1), (2, 1), 1)),
    ),
}


def chart_of(kind):
    x, y, marks = CHARTS[kind]
    return Chart(kind, "title", f'Alt of {kind} <&">', x, y, marks)


@pytest.fixture(params=CHARTS)
def chart(request):
    return chart_of(request.param)


@pytest.mark.parametrize("width", [720, 340])
def test_every_chart_can_be_drawn_at_every_width(chart, width):
    image = Image.open(io.BytesIO(to_png(draw_print(chart, width))))
    assert image.width == 2 * width
    assert np.asarray(image.convert("L")).std() > 0


@pytest.mark.parametrize("write", [to_svg, to_png, to_pdf])
def test_the_same_chart_is_the_same_bytes(chart, write):
    assert write(draw_print(chart), chart.key) == write(draw_print(chart), chart.key)


def test_a_users_own_settings_change_nothing():
    plain = to_svg(draw_print(chart_of("curves")), "key")
    with mpl.rc_context({"font.size": 30, "path.sketch": (1, 100, 2), "svg.fonttype": "path"}):
        assert to_svg(draw_print(chart_of("curves")), "key") == plain
        assert mpl.rcParams["font.size"] == 30


def test_files_hold_no_date_and_no_program(chart):
    figure = draw_print(chart)
    assert b"dc:date" not in to_svg(figure, "key")
    assert b"Matplotlib" not in to_svg(figure, "key")
    assert b"CreationDate" not in to_pdf(figure, "key")


def test_an_svg_file_keeps_its_texts_as_texts():
    texts = ET.fromstring(to_svg(draw_print(chart_of("bars")), "key")).itertext()
    assert {"first", "second", "rows (patients)"} <= {text.strip() for text in texts}


def test_in_a_page_there_is_no_style_at_all(chart):
    markup = inline_svg(draw_print(chart), "fig")
    root = ET.fromstring(markup)
    assert markup.startswith("<svg ")
    assert root.tag.endswith("svg")
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag.rpartition("}")[2] not in {"style", "metadata", "script"}
    assert not {"width", "height"} & set(root.attrib)


def test_in_a_page_it_has_a_role_and_its_alt_text(chart):
    root = ET.fromstring(inline_svg(draw_print(chart), "fig"))
    assert (root.get("role"), root.get("aria-label")) == ("img", chart.alt)
    assert ET.fromstring(inline_svg(draw_print(chart), "fig", "Other")).get("aria-label") == "Other"


def test_in_a_page_all_ids_are_its_own_and_all_references_lead_somewhere(chart):
    markup = inline_svg(draw_print(chart), "fig")
    ids = re.findall(r'\bid="([^"]*)"', markup)
    targets = re.findall(r'(?:href="#|url\(#)([^")]*)', markup)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("fig-") for name in ids)
    assert set(targets) <= set(ids)


def test_in_a_page_every_color_is_a_token(chart):
    markup = inline_svg(draw_print(chart), "fig")
    assert not re.search(r'="#[0-9a-fA-F]{3,8}"', markup)


def test_in_a_page_series_have_the_palettes_tokens():
    markup = inline_svg(draw_print(chart_of("curves")), "fig")
    assert all(f"var(--c{place}, " in markup for place in (1, 2, 6))
    assert 'font-family="inherit"' in markup
    assert "DejaVu" not in markup


def test_end_names_or_a_legend_name_every_line():
    for width in (900, 300):
        texts = {
            text.strip()
            for text in ET.fromstring(inline_svg(draw_print(chart_of("curves"), width), "f")).itertext()
        }
        assert {"a", "b", "old", "range", "target"} <= texts
        assert "other" not in texts


def test_lines_differ_in_more_than_their_color():
    axes = draw_print(chart_of("curves")).axes[0]
    shapes = {
        line.get_color(): line.get_marker() for line in axes.lines if line.get_marker() not in ("None", "")
    }
    assert shapes[PALETTE[0]] != shapes[PALETTE[1]]
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert {line.get_color() for line in dashed} == {PALETTE[BASELINE]}


def test_the_artists_hold_the_charts_numbers():
    axes = draw_print(chart_of("curves")).axes[0]
    first = next(
        line for line in axes.lines if line.get_color() == PALETTE[0] and line.get_linestyle() == "-"
    )
    assert first.get_xydata().tolist() == [[0, 0.2], [1, 0.3], [2, 0.4]]


@pytest.mark.parametrize("width", [720, 340])
def test_the_lowest_text_beside_the_axes_keeps_clear_of_those_below(width):
    points = Points("runs", (0.0, 0.6, 0.3), (0.05, 0.3, 0.2))
    figure = draw_print(Chart("k", "t", "", Axis("ratio"), Axis("R²"), (points,)), width)
    boxes = {text.get_text(): text.get_window_extent() for text in figure.texts}
    assert boxes["0.05"].y0 > boxes["0.0"].y1
    assert boxes["0.0"].y0 > boxes["ratio"].y1


def test_names_stay_inside_the_figure():
    long = tuple(f"a very long name of a group that goes on and on, number {n}" for n in range(3))
    rows = Intervals("m", (1, 2, 3), (None,) * 3, (None,) * 3)
    chart = Chart("k", "t", "", Axis("AUC"), Axis("", scale=Scale.CATEGORY, names=long), (rows,))
    figure = draw_print(chart, 340)
    boxes = [text.get_window_extent() for text in figure.texts if text.get_text().startswith("a very")]
    assert len({text.get_text() for text in figure.texts if text.get_text().startswith("a very")}) == 3
    assert len(boxes) == 3
    assert min(box.x0 for box in boxes) >= 0


def test_composed_charts_can_be_drawn(found, runs, infos):
    for chart in (*curve_charts(found, runs, infos), ranking_chart(found, infos)):
        ET.fromstring(inline_svg(draw_print(chart), chart.key))


def names_on(chart, width):
    """Return the names left of the axes, from the top."""
    return [text.get_text() for text in draw_print(chart, width).texts if text.get_va() == "center_baseline"]


def rows_of(names):
    rows = Intervals("AUC", (0.5,) * len(names), (None,) * len(names), (None,) * len(names))
    return Chart("k", "t", "", Axis("AUC"), Axis("", scale=Scale.CATEGORY, names=names), (rows,))


def test_that_a_long_name_goes_on_in_a_second_line_before_it_is_cut():
    name = "boosted trees with shallow depth"
    assert names_on(rows_of((name, "ridge")), 1000) == [name, "ridge"]
    first, second = names_on(rows_of((name, "ridge")), 320)[0].split("\n")
    assert f"{first} {second}" == name
    assert "…" in names_on(rows_of((f"{name} and no end of its words at all", "ridge")), 320)[0]


def test_that_names_that_would_be_cut_alike_keep_their_ends():
    names = tuple(f"encoder-decoder with a rather long description and {at} heads" for at in (8, 16))
    shown = names_on(rows_of(names), 320)
    assert [text.split("\n")[1] for text in shown] == ["…8 heads", "…16 heads"]
    assert all(text.startswith("encoder-decoder") for text in shown)


def test_that_the_numbers_behind_a_chart_have_the_whole_name():
    name = "stochastic gradient descent with momentum, weight decay and a cosine schedule over 90 epochs"
    rows = chart_table(rows_of((name, "adam"))).rows
    assert [row[0] for row in rows] == [name, "adam"]


@pytest.mark.parametrize("width", [720, 320])
def test_that_points_at_the_ends_of_an_axis_are_drawn_whole(width):
    values = (1.0, 0.0, 0.5)
    rows = Intervals(
        "accuracy", values, (None,) * 3, (None,) * 3, ((1.0, 1.0), (0.0, 0.0), (0.5, 0.5)), (0, 1, 2)
    )
    axis = Axis("", scale=Scale.CATEGORY, names=("first", "last", "middle"))
    image = Image.open(
        io.BytesIO(to_png(draw_print(Chart("k", "t", "", Axis("accuracy"), axis, (rows,)), width)))
    )
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    sizes = [int((pixels == ImageColor.getrgb(color)).all(axis=1).sum()) for color in PALETTE[:3]]
    assert sizes[:2] == pytest.approx([sizes[2]] * 2, rel=0.1)


def test_that_runs_that_were_the_best_so_far_can_be_seen_on_its_line():
    marks = (Points("other runs", (0, 1, 2), (0.83, 0.85, 0.87), BASELINE),)
    line = Line("best so far", (0, 1, 2), (0.83, 0.85, 0.87), color=1, steps=True)

    def gray(*more):
        """Return how many pixels are gray around the second run."""
        figure = draw_print(Chart("k", "t", "", Axis("date"), Axis("accuracy"), (*marks, *more)))
        x, y = figure.axes[0].transData.transform((1, 0.85)).round().astype(int)
        pixels = np.asarray(Image.open(io.BytesIO(to_png(figure))).convert("RGB"), dtype=int)[::-1][::2, ::2]
        around = pixels[y - 8 : y + 8, x - 8 : x + 8]
        return int((np.abs(around - ImageColor.getrgb(PALETTE[BASELINE])).max(axis=-1) < 60).sum())

    assert gray(line) > 0.8 * gray() > 10
