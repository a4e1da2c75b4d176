"""The page of one experiment: ranking, curves, effects, progress, runs, failures."""

from markupsafe import Markup

from runreport.analysis.findings import Effect, ExperimentFindings
from runreport.analysis.metrics import is_cost
from runreport.analysis.parts import is_part
from runreport.analysis.repeats import seeds_that_tell
from runreport.figures.compose import curve_charts, curve_metrics, effect_chart, progress_chart
from runreport.language import say
from runreport.model import Scalar
from runreport.pages.answers import sentences_of
from runreport.pages.behind import behind_section
from runreport.pages.drawings import HALF_PX, WIDE_PX, Drawn, figures_of, panels, to_print
from runreport.pages.failures import failure_sections, further_runs
from runreport.pages.front import front_section
from runreport.pages.grid import grid_section
from runreport.pages.heads import EXPERIMENTS, crumbs, experiment_facts
from runreport.pages.numbers import counted, listed
from runreport.pages.parts import parts_section
from runreport.pages.prose import safe_html
from runreport.pages.ranking import ranking_section
from runreport.pages.report import Report
from runreport.pages.runs_table import run_table, setting_text, settings_told_first
from runreport.pages.slope import pairs_section
from runreport.pages.slugs import href
from runreport.pages.tradeoffs import tradeoffs_section
from runreport.pages.views import Entry, Hero, PageView, Section

MOST_RUNS, MOST_PARAMS, MOST_METRICS, MOST_EFFECTS, MOST_CURVES = 30, 6, 6, 6, 6


def compose_experiment(report: Report, found: ExperimentFindings) -> tuple[PageView, tuple[Drawn, ...]]:
    """Return an experiment's page, and the figures that were drawn for it."""
    page = report.sitemap.experiments[found.name]
    effects = _effects(report, found, page)
    progress = _progress(report, found, page)
    pairs, pairs_part = pairs_section(report, found, page)
    cost, cost_section = front_section(report, found, page)
    tradeoffs, tradeoffs_part = tradeoffs_section(report, found, page)
    sections = (
        ranking_section(report, found, page),
        parts_section(report, found, page),
        _curves(report, found),
        _effects_section(found, effects),
        pairs_part,
        _progress_section(progress),
        tradeoffs_part,
        cost_section,
        grid_section(report, found),
        behind_section(report, found, page),
        _leaderboard(report, found, page),
        *failure_sections(report, found, page),
        _constant(report, found),
    )
    view = PageView(
        hero=_hero(report, found, page),
        prose=_description(report, found),
        sections=tuple(section for section in sections if section is not None),
    )
    return view, (*effects, *pairs, *progress, *tradeoffs, *cost)


def _hero(report: Report, found: ExperimentFindings, page: str) -> Hero:
    groups = {group.key: group for group in found.groups}
    lead, *more = sentences_of(found, groups, report.findings.metrics)
    if found.headline is not None and report.info(found.headline).explain:
        more.append(report.info(found.headline).explain)
    question = report.cover.experiment_questions.get(found.name, "")
    return Hero(
        eyebrow=say("Experiment")
        if not question
        else say("Experiment · {title}", title=report.title_of(found.name)),
        title=question or report.title_of(found.name),
        lead=lead,
        more=tuple(more),
        facts=experiment_facts(found, "#runs", "#failures"),
        crumbs=crumbs(page, ((say("Experiments"), EXPERIMENTS),), report.title_of(found.name)),
    )


def _description(report: Report, found: ExperimentFindings) -> Markup | None:
    texts = [report.cover.experiment_texts.get(found.name)]
    if not texts[0]:
        texts = [
            one.description for facts in report.facts for one in facts.experiments if one.name == found.name
        ]
    text = "\n\n".join(dict.fromkeys(text for text in texts if text))
    return safe_html(text) if text else None


def _curves(report: Report, found: ExperimentFindings) -> Section | None:
    drawn = panels(curve_charts(found, report.runs, report.findings.metrics, MOST_CURVES))
    if drawn is None:
        return None
    more = len(curve_metrics(found, report.runs)) - MOST_CURVES
    text = say(
        "How the numbers developed during training, by step. A band reaches from the lowest to the highest repeat."
    )
    if more > 0:
        text += " " + say("{curves} on the pages of the runs.", curves=counted(more, "further curve"))
    return Section(say("How training went"), text, panels=drawn, key="curves")


def _effects(report: Report, found: ExperimentFindings, page: str) -> tuple[Drawn, ...]:
    """Return the settings that results go with most, strongest first; two stand in a row, a last odd one alone."""
    shown = _telling(found)[:MOST_EFFECTS]
    infos = report.findings.metrics
    lone = len(shown) - 1 if len(shown) % 2 else None
    return tuple(
        to_print(report, effect_chart(effect, found, infos), page, WIDE_PX if at == lone else HALF_PX)
        for at, effect in enumerate(shown)
    )


def _telling(found: ExperimentFindings) -> list[Effect]:
    """Return the effects that say something, strongest first."""
    telling = (effect for effect in found.effects if _says_something(effect))
    return sorted(telling, key=lambda effect: (-effect.strength, effect.param))


def _says_something(effect: Effect) -> bool:
    """Return whether at least two values of a setting were tried twice, or it is a number with three."""
    repeated = sum(level.estimate.n > 1 for level in effect.levels)
    return repeated > 1 or (effect.is_numeric and len({setting for setting, _, _ in effect.points}) > 2)


def _effects_section(found: ExperimentFindings, drawn: tuple[Drawn, ...]) -> Section | None:
    if not drawn:
        return None
    left = len(_telling(found)) - len(drawn)
    text = say(
        "Each point is a run. That a result goes with a setting does not show that the setting is its cause."
    )
    if len(drawn) > 1:
        text += " " + say("The settings that results go with most strongly come first.")
    if left > 0:
        text += " " + say(
            "With {settings} results go less strongly; the comparison has them.",
            settings=counted(left, "further setting"),
        )
    return Section(
        say("How results go with the settings"),
        text,
        figures=figures_of(drawn),
        key="effects",
        has_pairs=True,
    )


def _progress(report: Report, found: ExperimentFindings, page: str) -> tuple[Drawn, ...]:
    chart = progress_chart(found, report.runs, report.findings.metrics) if len(found.progress) > 1 else None
    return () if chart is None else (to_print(report, chart, page),)


def _progress_section(drawn: tuple[Drawn, ...]) -> Section | None:
    if not drawn:
        return None
    return Section(drawn[0].figure.title, figures=figures_of(drawn), key="progress")


def _leaderboard(report: Report, found: ExperimentFindings, page: str) -> Section:
    comparison = href(page, report.sitemap.comparisons[found.name])
    table = run_table(
        report,
        found,
        page,
        params=settings_told_first(report, found, found.runs[:MOST_RUNS])[:MOST_PARAMS],
        metrics=sorted((name for name in found.metrics if not is_part(name)), key=is_cost)[:MOST_METRICS],
        limit=MOST_RUNS,
        further=further_runs,
    )
    entries = (Entry(say("All runs side by side"), say("Comparison of this experiment"), href=comparison),)
    return Section(
        say("The {runs}", runs=counted(len(found.runs), "run")) if len(found.runs) > 1 else say("The run"),
        entries=entries,
        table=table,
        key="runs",
    )


def _constant(report: Report, found: ExperimentFindings) -> Section | None:
    seeds = seeds_that_tell(found, report.runs)
    same = {**found.constant, **_same_seeds(report, found)}
    if not same and not seeds:
        return None
    entries = tuple(Entry(name, setting_text(value) or say("(empty)")) for name, value in same.items())
    repeats = say("Repeats are told apart by {seeds}.", seeds=listed(seeds)) if seeds else ""
    return Section(say("What was the same in all runs"), repeats, entries=entries, key="constant")


def _same_seeds(report: Report, found: ExperimentFindings) -> dict[str, Scalar]:
    """Return the seeds that all runs with settings have with one value: they tell no repeats apart."""
    with_settings = [report.runs[uid].params for uid in found.runs if report.runs[uid].params]
    values = {name: [params.get(name) for params in with_settings] for name in found.seeds}
    return {
        name: value
        for name, (value, *others) in values.items()
        if value is not None and all(other == value for other in others)
    }
