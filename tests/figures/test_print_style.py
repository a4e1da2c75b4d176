import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from runreport.figures.print_room import cut_to, wrapped_to
from runreport.figures.print_style import FONT, extent_of, style, width_of

NAMES = (
    "learning_rate=0.001, depth=7, width=128",
    "AVATAR, Toyota; VAV 1111 iiii WWWW",
    "مرحبا learning rate",
    "wide — “quoted” ﬁlling, ﬂow: e\u0301",
    "boosting",
)
WIDTHS = (5.0, 40.0, 77.7, 150.0, 1000.0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_cut_where_no_longer_part_of_it_fits(name, width):
    with style():
        fitting = [at for at in range(1, len(name)) if width_of(f"{name[:at]}…") <= width]
        wanted = name if width_of(name) <= width else f"{name[: max(fitting, default=0)].rstrip()}…"
        assert cut_to(name, width) == wanted


def test_a_name_goes_on_in_a_second_line_behind_the_last_mark_that_fits():
    with style():
        width = width_of("learning_rate=0.001,") + 1
        assert wrapped_to(NAMES[0], width) == "learning_rate=0.001,\ndepth=7, width=128"
        assert wrapped_to("boosting", 30) == cut_to("boosting", 30)
        assert wrapped_to("a b", 30) == "a b"


@pytest.mark.parametrize("weight", ["normal", "bold", 400])
@pytest.mark.parametrize("size", [11.0, 9.5])
@pytest.mark.parametrize("name", [*NAMES, "−1.5×10⁻⁵", "名前 \U0001f600", "a\tb", "ж щ Ё", ""])
@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
def test_a_text_measures_what_matplotlib_says(name, size, weight):
    with style():
        font = FontProperties(family=[FONT], size=size, weight=weight)
        expected = text_to_path.get_text_width_height_descent(name, font, False) if name else (0, 0, 0)
        assert extent_of(name, size, weight) == expected
        assert width_of(f"{name}\na", size, weight) == max(expected[0], width_of("a", size, weight))
