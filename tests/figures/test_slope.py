import dataclasses

from runreport.analysis.findings import Standing
from runreport.figures.slope import slope_chart
from runreport.figures.table import chart_table
from runreport.model import Better, MetricInfo

PARTS = {"north": "val_auc_north", "south": "val_auc_south", "west": "val_auc_west"}
BEFORE, AFTER = (0.70, 0.71, 0.72), (0.75, 0.70, 0.72)


def with_parts(found):
    """Return the findings with a value for each part, of the baseline and of the best."""
    values = {"Old rule": BEFORE, "ViT-base": AFTER}

    def grown(group):
        estimate = group.estimates["val_auc"]
        own = zip(PARTS.values(), values.get(group.key, ()), strict=False)
        parts = {name: dataclasses.replace(estimate, value=value) for name, value in own}
        return dataclasses.replace(group, estimates={**group.estimates, **parts})

    return dataclasses.replace(found, groups=tuple(map(grown, found.groups)))


def infos_with_parts(infos):
    return infos | {name: MetricInfo(name, name, "", Better.HIGHER) for name in PARTS.values()}


def test_that_the_title_counts_the_parts_that_got_better(found, infos):
    chart = slope_chart(with_parts(found), PARTS, "val_auc", infos_with_parts(infos))
    assert chart.title == (
        "With ViT-base, AUC on validation patients is better than with Old rule in 1 of 3 parts of the data"
    )
    assert [(line.name, line.dashed) for line in chart.marks] == [
        ("north", False),
        ("west", False),
        ("south", True),
    ]
    assert "mean of 3 runs at the left, of 3 runs at the right" in chart.note
    assert "can be chance" in chart.note
    numbers = {cell for row in chart_table(chart).rows for cell in row}
    assert {"0.7", "0.71", "0.72", "0.75"} <= numbers


def test_that_nothing_is_drawn_where_the_baseline_itself_is_best(found, infos):
    standings = (Standing(1, "Old rule", True, False), Standing(2, "ViT-base", False, True))
    ranking = dataclasses.replace(found.ranking, standings=standings)
    best = dataclasses.replace(with_parts(found), ranking=ranking)
    assert slope_chart(best, PARTS, "val_auc", infos_with_parts(infos)) is None


def test_that_two_parts_make_no_slope(found, infos):
    two = {name: PARTS[name] for name in ("north", "south")}
    assert slope_chart(with_parts(found), two, "val_auc", infos_with_parts(infos)) is None
