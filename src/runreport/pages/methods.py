"""How the report was made, and what its words mean."""

from runreport.analysis.repeats import seeds_that_tell
from runreport.analysis.well_known import WELL_KNOWN
from runreport.language import message, say
from runreport.model import Better
from runreport.pages.heads import GLOSSARY, METHODS, crumbs
from runreport.pages.numbers import counted, fixed, listed
from runreport.pages.report import Report
from runreport.pages.sentences import DIRECTION
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

_RULES = (
    (
        message("A run's value"),
        message(
            "The store's own summary of a metric where it has one, otherwise the last finite value that was recorded. The best value is a column of its own, with its step."
        ),
    ),
    (
        message("Repeats"),
        message(
            "Runs with the same settings but for those that only set the random start are repeats of one another."
        ),
    ),
    (
        message("Interval"),
        message(
            "The 95 % interval of the mean over repeats, by Student's t. It covers what would happen if training were repeated, not what would happen with other people or other data. Under three repeats there is none. It ends where the metric does, as accuracy at 1."
        ),
    ),
    (
        message("Best"),
        message(
            "Every pair of settings is compared (Welch's t test, or paired where the repeats share their seeds), with Holm's correction over all pairs. A setting is called best alone only if it beats every other; otherwise all that cannot be told apart from the front one are marked. Without repeats, the order is that of single values, and says so."
        ),
    ),
    (
        message("Difference from the baseline"),
        message(
            "Mean minus mean with its 95 % interval. Where the interval covers zero, the two cannot be told apart; that is not the same as equal."
        ),
    ),
    (
        message("Which way is better"),
        message(
            "From the configuration; else from the records themselves, where all that say so agree; else from the list of well-known names below. Where nothing says so, or records disagree, nothing is called best."
        ),
    ),
    (
        message("Results and settings"),
        message(
            "That a result goes with a setting does not show that the setting is its cause: other settings may have changed with it."
        ),
    ),
    (
        message("One run, several records"),
        message(
            "Records in two stores are joined where a fact in them says that they are of one run: an id that one names, the folder that one wrote to, the same points at the same times, or the same command begun at the same moment. Where that leaves a choice, they stay apart, and the page on data says so."
        ),
    ),
    (
        message("Long curves"),
        message(
            "A curve with very many points is drawn from fewer: ends, extremes and every stretch without a number are kept; numbers in tables are of all points."
        ),
    ),
    (
        message("Many points"),
        message(
            "Where a figure has more than 200 points, those that would cover one another are drawn as one dot, which is darker the more of them it stands for."
        ),
    ),
    (
        message("Private details"),
        message(
            "Secrets, home folders, user and host names, e-mail addresses and credentials in addresses are replaced before anything else sees the records. Personal facts in free text are not recognized by rule."
        ),
    ),
    (
        message("The same report again"),
        message(
            "Two builds from the same records are the same to the byte. The date of the report is that of the newest record: a run's start or end, or a registered version of a model."
        ),
    ),
)
TERMS = (
    (message("Artifact"), message("A file that a run left behind, such as a trained model or a picture.")),
    (
        message("Baseline"),
        message("What everything else is held against: the method in use today, or the simplest one."),
    ),
    (message("Commit"), message("One exact version of the program code.")),
    (message("Data set"), message("The collection of examples that a model learns from or is tested on.")),
    (
        message("Digest"),
        message("A fingerprint of a file or data set: if one byte changes, so does the digest."),
    ),
    (message("Experiment"), message("A group of runs that belong together.")),
    (
        message("Interval"),
        message(
            "The range in which a number would be expected again, here in 95 of 100 cases, if what the range covers were repeated."
        ),
    ),
    (message("Metric"), message("A number by which a model is measured.")),
    (
        message("Model"),
        message(
            "What comes out of training: a rule that turns an input, such as a patient's measurements, into an output, such as a risk."
        ),
    ),
    (
        message("Model card"),
        message(
            "A page that says what a model is, what it may be used for, how well it works, and what is not known of it."
        ),
    ),
    (
        message("Parameter or setting"),
        message("A choice that was made before a run, such as the kind of model."),
    ),
    (message("Redaction"), message("Replacing a private detail before the records are shown.")),
    (
        message("Registered model"),
        message("A model that the team has entered in its list of models, with a version."),
    ),
    (message("Repeat"), message("The same training once more from another random start.")),
    (message("Run"), message("One execution of a training or testing program, with what it recorded.")),
    (message("Seed"), message("The number that sets the random start of a run.")),
    (message("Step"), message("A counter of how far training has come.")),
    (message("Store"), message("Where a tracking program keeps the records of runs.")),
    (
        message("Cannot be told apart"),
        message(
            "The records do not show which of two is better. They may be equal, or there may be too few repeats."
        ),
    ),
)


def compose_methods(report: Report) -> PageView:
    """Return the page on methods."""
    lead = say(
        "This page says how the numbers of this report were made from the records, so that anyone can check them."
    )
    sections = (
        Section(
            say("The rules"), entries=tuple(Entry(say(name), say(text)) for name, text in _RULES), key="rules"
        ),
        _metrics(report),
        _choices(report),
        _names(report),
        _well_known(),
    )
    hero = Hero(
        say("Methods"), say("How this report was made"), lead, crumbs=crumbs(METHODS, (), say("Methods"))
    )
    return PageView(hero, sections=tuple(section for section in sections if section is not None))


def _metrics(report: Report) -> Section:
    columns = (
        Column(say("Metric")),
        Column(say("Better")),
        Column(say("Who says so")),
        Column(say("Unit")),
        Column(say("What it means")),
    )
    rows = tuple(
        (
            Cell(info.label, "" if info.label == info.name else info.name),
            Cell(say(DIRECTION[info.better])),
            Cell(say(info.known_from) if info.known_from else say("nobody")),
            Cell(info.unit or "–"),
            Cell(info.explain or say("not explained")),
        )
        for info in sorted(report.findings.metrics.values(), key=lambda info: info.name)
    )
    return Section(
        say("The metrics of this report"),
        table=TableView(say("Metrics"), columns, rows, is_wide=True),
        key="metrics",
    )


def _choices(report: Report) -> Section:
    entries = tuple(
        Entry(
            report.title_of(found.name),
            found.headline_reason or say("no metric"),
            sub=say("repeats told apart by {seeds}", seeds=listed(seeds)) if seeds else "",
        )
        for found in report.findings.experiments
        for seeds in [seeds_that_tell(found, report.runs)]
    )
    made = Entry(say("Made by"), f"runreport {report.version}")
    return Section(
        say("By which metric each experiment is compared"), entries=(*entries, made), key="choices"
    )


def _names(report: Report) -> Section | None:
    """Return which names were taken for one, and which were not, by which rule."""
    if not report.alignments:
        return None
    columns = (
        Column(say("Name here")),
        Column(say("Of a")),
        Column(say("Names in the records")),
        Column(say("By")),
        Column(say("Done")),
    )
    rows = tuple(
        (
            Cell(one.name),
            Cell(one.what),
            Cell(", ".join(f"{name} ({counted(count, 'run')})" for name, count in one.recorded)),
            Cell(one.known_from),
            Cell(say("no: {apart}", apart=one.apart) if one.apart else say("yes")),
        )
        for one in report.alignments
    )
    text = say(
        "Stores and people call one thing by several names. Those below were taken for one where it says so; a run's page shows the name in its record as well."
    )
    return Section(
        say("Names that mean the same"),
        text,
        table=TableView(say("Aligned names"), columns, rows),
        key="names",
    )


def _well_known() -> Section:
    columns = (Column(say("Metric")), Column(say("Better")), Column(say("Recognized by")))
    rows = tuple(
        (Cell(say(one.label)), Cell(say(DIRECTION[one.better])), Cell(", ".join(one.names)))
        for one in WELL_KNOWN
        if one.better is not Better.UNKNOWN
    )
    text = say(
        "{names} are recognized anywhere in a metric's name; two that contradict each other make it unknown.",
        names=counted(len(rows), "name"),
    )
    return Section(
        say("Well-known names"),
        text,
        table=TableView(say("Well-known metrics"), columns, rows),
        key="well-known",
    )


def compose_glossary(report: Report) -> PageView:
    """Return the page that explains the words."""
    explained = {info.label: info.explain for info in report.findings.metrics.values() if info.explain}
    lead = say("The words that this report uses, each explained in a sentence or two.")
    sections = [
        Section(say("Words"), entries=tuple(Entry(say(term), say(text)) for term, text in TERMS), key="words")
    ]
    if explained:
        entries = tuple(Entry(label, text) for label, text in sorted(explained.items()))
        sections.append(
            Section(
                say("Metrics"),
                say("{entries} of the metrics in this report are explained.", entries=fixed(len(entries), 0)),
                entries=entries,
                key="metrics",
            )
        )
    return PageView(
        Hero(say("Glossary"), say("What the words mean"), lead, crumbs=crumbs(GLOSSARY, (), say("Glossary"))),
        sections=tuple(sections),
    )
