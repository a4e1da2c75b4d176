"""The headline against metrics that disagree with it, on an experiment's page."""

from collections.abc import Sequence

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.tradeoffs import TradeOff, tradeoffs_of
from runreport.figures.tradeoffs import TradeOffChart, tradeoff_chart
from runreport.language import say
from runreport.model import MetricInfo
from runreport.pages.drawings import Drawn, figures_of, to_print
from runreport.pages.front import MOST_ROWS, spot_rows
from runreport.pages.numbers import decimals, fixed, listed
from runreport.pages.report import Report
from runreport.pages.rows import metric_column
from runreport.pages.views import Column, Section, TableView

MOST = 2


def tradeoffs_section(
    report: Report, found: ExperimentFindings, page: str
) -> tuple[tuple[Drawn, ...], Section | None]:
    """Return the charts of the headline against other metrics, and their part of the page; None without any."""
    infos = report.findings.metrics
    chosen = report.tradeoffs.get(found.name)
    pairs = tradeoffs_of(found, infos, chosen)
    if found.is_on_different_data:
        return (), None
    shown = pairs if chosen is not None else pairs[:MOST]
    charts = [tradeoff_chart(found, pair, infos) for pair in shown]
    lacking = [name for name in chosen or () if name not in {pair.metric for pair in pairs}]
    texts = [_sentence(report, found, pair) for pair in shown if pair.strength > 0]
    texts += _left_out(report, pairs[len(shown) :], lacking)
    if not charts and not texts:
        return (), None
    drawn = tuple(to_print(report, one.chart, page) for one in charts)
    section = Section(
        charts[0].chart.title if len(charts) == 1 else say("What is best depends on the measure"),
        " ".join(texts),
        figures=figures_of(drawn),
        tables=tuple(_table(report, found, one, page) for one in charts),
        key="tradeoffs",
    )
    return drawn, section


def _sentence(report: Report, found: ExperimentFindings, pair: TradeOff) -> str:
    y, x = report.info(found.headline or ""), report.info(pair.metric)
    return say(
        "By {label}, {name} is best: {value}, with {cost} in {other}. By {other}, {second} is best: {reached}, with {given} in {label}.",
        name=pair.best.label,
        label=y.label,
        value=_value(pair.best, y),
        cost=_value(pair.best, x),
        other=x.label,
        second=pair.other.label,
        reached=_value(pair.other, x),
        given=_value(pair.other, y),
    )


def _value(group: Group, info: MetricInfo) -> str:
    places = decimals([group.estimates[info.name].value])
    text = fixed(group.estimates[info.name].value, places)
    return f"{text} {info.unit}" if info.unit else text


def _left_out(report: Report, left: Sequence[TradeOff], lacking: Sequence[str]) -> list[str]:
    """Return what is not drawn, and why."""
    texts = []
    if left:
        names = listed(report.info(pair.metric).label for pair in left)
        texts.append(say("Less clearly at odds with it, and not drawn: {names}.", names=names))
    if lacking:
        texts.append(
            say(
                "The configuration asks for {names} as well, which too few settings have, or whose better direction is not known.",
                names=listed(lacking),
            )
        )
    return texts


def _table(report: Report, found: ExperimentFindings, one: TradeOffChart, page: str) -> TableView:
    shown = one.spots[:MOST_ROWS]
    y, x = report.info(found.headline or ""), report.info(one.metric)
    rows = tuple(
        (setting, value, other, runs) for setting, other, value, runs in spot_rows(report, page, shown)
    )
    columns = (
        Column(say("Setting")),
        metric_column(y),
        metric_column(x),
        Column(say("Runs"), is_number=True),
    )
    more = len(one.spots) - len(shown)
    caption = say("Not beaten in both, best by {other} first", other=x.label)
    return TableView(
        caption,
        columns,
        rows,
        caption=caption,
        note=say("{more} more are in the chart's numbers.", more=more) if more > 0 else "",
    )
