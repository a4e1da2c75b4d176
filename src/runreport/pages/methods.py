"""How the report was made, and what its words mean."""

from runreport.analysis.well_known import WELL_KNOWN
from runreport.model import Better
from runreport.pages.heads import GLOSSARY, METHODS, crumbs
from runreport.pages.numbers import counted, fixed, listed
from runreport.pages.report import Report
from runreport.pages.sentences import DIRECTION
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

_RULES = (
    (
        "A run's value",
        "The store's own summary of a metric where it has one, otherwise the last finite value that was recorded. The best value is a column of its own, with its step.",
    ),
    (
        "Repeats",
        "Runs with the same settings but for those that only set the random start are repeats of one another.",
    ),
    (
        "Interval",
        "The 95 % interval of the mean over repeats, by Student's t. It covers what would happen if training were repeated, not what would happen with other people or other data. Under three repeats there is none.",
    ),
    (
        "Best",
        "Every pair of settings is compared (Welch's t test, or paired where the repeats share their seeds), with Holm's correction over all pairs. A setting is called best alone only if it beats every other; otherwise all that cannot be told apart from the front one are marked. Without repeats, the order is that of single values, and says so.",
    ),
    (
        "Difference from the baseline",
        "Mean minus mean with its 95 % interval. Where the interval covers zero, the two cannot be told apart; that is not the same as equal.",
    ),
    (
        "Which way is better",
        "From the configuration; else from the records themselves, where all that say so agree; else from the list of well-known names below. Where nothing says so, or records disagree, nothing is called best.",
    ),
    (
        "Results and settings",
        "That a result goes with a setting does not show that the setting is its cause: other settings may have changed with it.",
    ),
    (
        "One run, several records",
        "Records in two stores are joined where a fact in them says that they are of one run: an id that one names, the folder that one wrote to, the same points at the same times, or the same command begun at the same moment. Where that leaves a choice, they stay apart, and the page on data says so.",
    ),
    (
        "Long curves",
        "A curve with very many points is drawn from fewer: ends, extremes and every stretch without a number are kept; numbers in tables are of all points.",
    ),
    (
        "Private details",
        "Secrets, home folders, user and host names, e-mail addresses and credentials in addresses are replaced before anything else sees the records. Personal facts in free text are not recognized by rule.",
    ),
    (
        "The same report again",
        "Two builds from the same records are the same to the byte. The date of the report is that of the newest record.",
    ),
)
TERMS = (
    ("Artifact", "A file that a run left behind, such as a trained model or a picture."),
    ("Baseline", "What everything else is held against: the method in use today, or the simplest one."),
    ("Commit", "One exact version of the program code."),
    ("Data set", "The collection of examples that a model learns from or is tested on."),
    ("Digest", "A fingerprint of a file or data set: if one byte changes, so does the digest."),
    ("Experiment", "A group of runs that belong together."),
    (
        "Interval",
        "The range in which a number would be expected again, here in 95 of 100 cases, if what the range covers were repeated.",
    ),
    ("Metric", "A number by which a model is measured."),
    (
        "Model",
        "What comes out of training: a rule that turns an input, such as a patient's measurements, into an output, such as a risk.",
    ),
    (
        "Model card",
        "A page that says what a model is, what it may be used for, how well it works, and what is not known of it.",
    ),
    ("Parameter or setting", "A choice that was made before a run, such as the kind of model."),
    ("Redaction", "Replacing a private detail before the records are shown."),
    ("Registered model", "A model that the team has entered in its list of models, with a version."),
    ("Repeat", "The same training once more from another random start."),
    ("Run", "One execution of a training or testing program, with what it recorded."),
    ("Seed", "The number that sets the random start of a run."),
    ("Step", "A counter of how far training has come."),
    ("Store", "Where a tracking program keeps the records of runs."),
    (
        "Cannot be told apart",
        "The records do not show which of two is better. They may be equal, or there may be too few repeats.",
    ),
)


def compose_methods(report: Report) -> PageView:
    """Return the page on methods."""
    lead = "This page says how the numbers of this report were made from the records, so that anyone can check them."
    sections = (
        Section("The rules", entries=tuple(Entry(name, text) for name, text in _RULES), key="rules"),
        _metrics(report),
        _choices(report),
        _names(report),
        _well_known(),
    )
    hero = Hero("Methods", "How this report was made", lead, crumbs=crumbs(METHODS, (), "Methods"))
    return PageView(hero, sections=tuple(section for section in sections if section is not None))


def _metrics(report: Report) -> Section:
    columns = (
        Column("Metric"),
        Column("Better"),
        Column("Who says so"),
        Column("Unit"),
        Column("What it means"),
    )
    rows = tuple(
        (
            Cell(info.label, "" if info.label == info.name else info.name),
            Cell(DIRECTION[info.better]),
            Cell(info.known_from or "nobody"),
            Cell(info.unit or "–"),
            Cell(info.explain or "not explained"),
        )
        for info in sorted(report.findings.metrics.values(), key=lambda info: info.name)
    )
    return Section(
        "The metrics of this report", table=TableView("Metrics", columns, rows, is_wide=True), key="metrics"
    )


def _choices(report: Report) -> Section:
    entries = tuple(
        Entry(
            report.title_of(found.name),
            found.headline_reason or "no metric",
            sub=f"repeats told apart by {listed(found.seeds)}" if found.seeds else "",
        )
        for found in report.findings.experiments
    )
    made = Entry("Made by", f"runreport {report.version}")
    return Section("By which metric each experiment is compared", entries=(*entries, made), key="choices")


def _names(report: Report) -> Section | None:
    """Return which names were taken for one, and which were not, by which rule."""
    if not report.alignments:
        return None
    columns = (
        Column("Name here"),
        Column("Of a"),
        Column("Names in the records"),
        Column("By"),
        Column("Done"),
    )
    rows = tuple(
        (
            Cell(one.name),
            Cell(one.what),
            Cell(", ".join(f"{name} ({counted(count, 'run')})" for name, count in one.recorded)),
            Cell(one.known_from),
            Cell(f"no: {one.apart}" if one.apart else "yes"),
        )
        for one in report.alignments
    )
    text = "Stores and people call one thing by several names. Those below were taken for one where it says so; a run's page shows the name in its record as well."
    return Section(
        "Names that mean the same", text, table=TableView("Aligned names", columns, rows), key="names"
    )


def _well_known() -> Section:
    columns = (Column("Metric"), Column("Better"), Column("Recognized by"))
    rows = tuple(
        (Cell(one.label), Cell(DIRECTION[one.better]), Cell(", ".join(one.names)))
        for one in WELL_KNOWN
        if one.better is not Better.UNKNOWN
    )
    text = f"{counted(len(rows), 'name')} are recognized anywhere in a metric's name; two that contradict each other make it unknown."
    return Section(
        "Well-known names", text, table=TableView("Well-known metrics", columns, rows), key="well-known"
    )


def compose_glossary(report: Report) -> PageView:
    """Return the page that explains the words."""
    explained = {info.label: info.explain for info in report.findings.metrics.values() if info.explain}
    lead = "The words that this report uses, each explained in a sentence or two."
    sections = [Section("Words", entries=tuple(Entry(term, text) for term, text in TERMS), key="words")]
    if explained:
        entries = tuple(Entry(label, text) for label, text in sorted(explained.items()))
        sections.append(
            Section(
                "Metrics",
                f"{fixed(len(entries), 0)} of the metrics in this report are explained.",
                entries=entries,
                key="metrics",
            )
        )
    return PageView(
        Hero("Glossary", "What the words mean", lead, crumbs=crumbs(GLOSSARY, (), "Glossary")),
        sections=tuple(sections),
    )
