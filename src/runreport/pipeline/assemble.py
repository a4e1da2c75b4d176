"""From records to everything that is known of them: the report as one value."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

from runreport.analysis.findings import Findings
from runreport.analysis.lineage import lineage
from runreport.analysis.options import Options
from runreport.analysis.settings import SEEDS
from runreport.analysis.understand import understand
from runreport.cards.fill import fill_cards, unused_person_cards
from runreport.config import Config
from runreport.errors import ConfigError
from runreport.language import active, say, text, text_joined, translated
from runreport.model import Run
from runreport.pages.report import Author, Cover, ReadStore, Report
from runreport.pages.slugs import sitemap
from runreport.pipeline.cards import choices_of, persons_of
from runreport.pipeline.earlier import changes_of
from runreport.pipeline.gather import Gathered

DISTRIBUTION = "ml-runreport"


def assemble(gathered: Gathered, config: Config) -> Report:
    """Return the report on the records.

    Raises:
        ConfigError: a card that a person wrote or the earlier report is wrong, or `SOURCE_DATE_EPOCH` is no
            number.
    """
    runs = {run.uid: run for run in gathered.runs}
    findings = _in_order(understand(gathered.runs, _options(config)), config)
    persons = persons_of(config)
    cards = fill_cards(findings, runs, gathered.facts, persons, choices_of(config), _withheld(gathered))
    shown = _with_pages(config, gathered.runs, [found.runs for found in findings.experiments])
    return Report(
        cover=_cover(config),
        stores=_stores(gathered),
        runs=runs,
        facts=gathered.facts,
        findings=findings,
        lineage=lineage(gathered.runs, gathered.facts),
        cards=cards,
        problems=(*gathered.problems, *unused_person_cards(persons, cards)),
        omissions=gathered.omissions,
        redactions=gathered.redactions,
        date=_date(gathered),
        version=version(DISTRIBUTION),
        sitemap=sitemap((found.name for found in findings.experiments), shown, (card.key for card in cards)),
        figure_formats=config.output.figures,
        alignments=gathered.alignments,
        doubts=gathered.doubts,
        tradeoffs={
            name: one.tradeoffs for name, one in config.experiments.items() if one.tradeoffs is not None
        },
        changes=changes_of(config, gathered.policy, runs, findings, cards),
    )


def in_words(report: Report) -> Report:
    """Return the report with what findings and records say of themselves in the language of its pages."""
    if active().is_english:
        return report
    return replace(
        report,
        runs={uid: _run_in_words(run) for uid, run in report.runs.items()},
        findings=_findings_in_words(report.findings),
        lineage=translated(report.lineage),
        cards=translated(report.cards),
        problems=translated(report.problems),
        omissions=translated(report.omissions),
        alignments=translated(report.alignments),
        doubts=translated(report.doubts),
    )


def _findings_in_words(findings: Findings) -> Findings:
    said = translated(findings)
    metrics = {name: replace(info, explain=say(info.explain)) for name, info in said.metrics.items()}
    return replace(said, metrics=metrics)


def _run_in_words(run: Run) -> Run:
    parts = {name: getattr(run, name) for name in ("problems", "omissions", "joined")}
    said = {name: translated(part) for name, part in parts.items()}
    is_same = all(said[name] is part for name, part in parts.items())
    return run if is_same else replace(run, **said)


def _withheld(gathered: Gathered) -> str:
    counts: dict[str, int] = {}
    for (what, _), count in gathered.redactions.counts.items():
        counts[what] = counts.get(what, 0) + count
    said = [text("{what}: {count}", what=text(what), count=count) for what, count in sorted(counts.items())]
    return text_joined(said, ", ") or text("nothing")


def _in_order(findings: Findings, config: Config) -> Findings:
    """Return the findings, configured experiments first in their order, then those with most runs."""
    places = {name: place for place, name in enumerate(config.experiments)}
    ordered = sorted(
        findings.experiments,
        key=lambda found: (places.get(found.name, len(places)), -len(found.runs), found.name),
    )
    return replace(findings, experiments=tuple(ordered))


def _options(config: Config) -> Options:
    return Options(
        metrics=config.metric_infos,
        headline=config.headlines,
        baselines=config.baselines,
        seeds=SEEDS if config.compare.seeds is None else config.compare.seeds,
    )


def _cover(config: Config) -> Cover:
    experiments = config.experiments.items()
    return Cover(
        title=config.title,
        question=config.question or "",
        description=config.description or "",
        authors=tuple(Author(one.name, one.email or "", one.role or "") for one in config.authors),
        contact=config.contact or "",
        organization=config.organization or "",
        license=config.license or "",
        language=config.language,
        experiment_titles={name: one.title for name, one in experiments if one.title},
        experiment_questions={name: one.question for name, one in experiments if one.question},
        experiment_texts={name: one.description for name, one in experiments if one.description},
    )


def _stores(gathered: Gathered) -> tuple[ReadStore, ...]:
    counts: dict[str, int] = {}
    for run in gathered.runs:
        for ref in (run.ref, *(joined.ref for joined in run.joined)):
            counts[ref.store.address] = counts.get(ref.store.address, 0) + 1
    return tuple(
        ReadStore(one.ref.address, one.ref.reader, one.because, counts.get(one.ref.address, 0))
        for one in gathered.stores
    )


def _with_pages(
    config: Config, runs: Sequence[Run], ranked: Sequence[Sequence[str]]
) -> list[tuple[str, str, str]]:
    """Return uid, store and key of the runs that get a page of their own, sorted."""
    _, is_limited, number = config.output.run_pages.partition(":")
    wanted = {uid for uids in ranked for uid in (uids[: int(number)] if is_limited else uids)}
    return sorted((run.uid, run.ref.store.address, run.id) for run in runs if run.uid in wanted)


def _date(gathered: Gathered) -> datetime | None:
    """Return the newest moment of runs and registered versions; `SOURCE_DATE_EPOCH` comes first."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated:
        try:
            return datetime.fromtimestamp(int(stated), UTC)
        except (ValueError, OverflowError, OSError) as error:
            message = f"SOURCE_DATE_EPOCH: `{stated}` is no time; set it to seconds since 1970, or unset it"
            raise ConfigError(message) from error
    of_runs = (moment for run in gathered.runs for moment in (run.started, run.ended))
    models = (model for facts in gathered.facts for model in facts.models)
    of_versions = (version.created for model in models for version in model.versions)
    return max((moment for moment in (*of_runs, *of_versions) if moment is not None), default=None)
