"""The fields of a card: one merged form of what several standards ask for.

Sources: Mitchell et al. 2019 (doi 10.1145/3287560.3287596); the Hugging Face model card template;
Google's Model Card Toolkit schema v0.0.2; CycloneDX 1.6 `modelCard`; CHAI Applied Model Card v0.1;
NVIDIA Model Card++; EU AI Act, annexes IV and XI; the NeurIPS checklist; the UK's ATRS.
"""

from dataclasses import dataclass
from enum import StrEnum


class Filler(StrEnum):
    """Who can fill a field."""

    RECORD = "record"
    """Measured: a person cannot write it."""
    PERSON = "person"
    EITHER = "either"
    """From the record where it says so; what a person writes is added to it, never put in its place."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What is asked for in one line of a card."""

    key: str
    label: str
    section: str
    filler: Filler
    is_required: bool
    asked_by: tuple[str, ...]
    """Short names of standards, the values of `STANDARDS`."""
    hint: str
    """What belongs here, in one sentence."""


STANDARDS = {
    "M": "Model Cards",
    "H": "Hugging Face",
    "G": "Model Card Toolkit",
    "C": "CycloneDX",
    "A": "CHAI",
    "N": "Model Card++",
    "E": "EU AI Act",
    "P": "NeurIPS checklist",
    "T": "ATRS",
}
"""Short name of a standard by its letter."""

SECTIONS = {
    "details": "Model details",
    "use": "Intended use",
    "data": "Data",
    "training": "Training",
    "evaluation": "Evaluation",
    "groups": "Groups and fairness",
    "risks": "Risks and limits",
    "environment": "Code and environment",
    "responsibility": "Responsibility",
    "withheld": "What was withheld",
}
"""Title by key, in order."""

_R, _P, _E = Filler.RECORD, Filler.PERSON, Filler.EITHER

# Key, label, who fills it, whether it is required, who asks, what belongs there.
_Row = tuple[str, str, Filler, bool, str, str]

_DETAILS: tuple[_Row, ...] = (
    ("name", "Name", _R, True, "MHGCAE", "The model's name in the registry or in the run."),
    ("version", "Version", _R, True, "MHGCAE", "The version in the registry, with its aliases and stage."),
    ("date", "Date", _R, True, "MGAE", "When this version was made."),
    ("description", "Description", _E, False, "MHGAE", "What the model is, in a short paragraph."),
    ("developer", "Developed by", _P, True, "MHGAE", "The people or the organization that made it."),
    ("funder", "Funded by", _P, False, "HA", "Who paid for the work, with the grant's number."),
    ("license", "License", _P, True, "MHGCE", "The license's SPDX identifier, such as Apache-2.0."),
    ("stage", "Release stage", _P, False, "A", "Research, pilot, in use, or retired; approvals, if any."),
    ("model_type", "Kind of model", _E, False, "MHCAE", "The architecture or the method."),
    ("parameter_count", "Number of parameters", _E, False, "HCE", "How many trained parameters it has."),
    ("base_model", "Based on", _E, False, "HCA", "The model that training started from, if any."),
    ("changes", "Changes since the last version", _P, False, "GE", "What changed, and why."),
)
_USE: tuple[_Row, ...] = (
    ("task", "Task", _E, True, "HGCA", "What it does, such as tabular-classification."),
    ("inputs_outputs", "Inputs and outputs", _E, False, "GCA", "What goes in and what comes out."),
    ("intended_use", "Intended use", _P, True, "MHGCAENT", "What decisions it is meant to support, and how."),
    ("users", "Intended users", _P, True, "MHGCAET", "Who is meant to use it."),
    ("out_of_scope", "Not to be used for", _P, True, "MHAEN", "Uses that were not tested or would do harm."),
    (
        "population",
        "People, places and settings",
        _P,
        False,
        "MA",
        "For whom and where it is meant to be used.",
    ),
    ("how_to_use", "How to use it", _P, False, "HA", "The steps from an input to a decision."),
    ("oversight", "Human oversight", _P, False, "ET", "Who checks its output and can overrule it."),
)
_DATA: tuple[_Row, ...] = (
    ("training_data", "Training data", _E, True, "MHGCAEN", "Name, size, origin and period of the data."),
    ("evaluation_data", "Evaluation data", _E, True, "MHGCAEN", "The same for the data it was tested on."),
    ("preprocessing", "Preparation of the data", _P, False, "MHE", "What was cleaned, left out, or changed."),
    (
        "personal_data",
        "Personal data",
        _P,
        False,
        "NACT",
        "Which personal data, on what basis, kept how long.",
    ),
)
_TRAINING: tuple[_Row, ...] = (
    ("hyperparameters", "Settings", _R, False, "HCE", "The settings of the run."),
    ("repeats", "Repeats", _R, False, "MP", "Runs with the same settings, and their seeds."),
    ("runs", "All runs of the experiment", _R, False, "P", "How many runs there were, and how they ended."),
)
_EVALUATION: tuple[_Row, ...] = (
    ("results", "Results", _R, True, "MHGCAE", "Measured values with their interval and n."),
    ("goal", "Goal", _P, True, "AE", "What was to be reached, by which measure, and why that one."),
    ("interpretation", "What the results mean", _P, False, "A", "The result in words, for its users."),
    ("threshold", "Decision threshold", _E, False, "M", "The value from which the output counts as yes."),
)
_GROUPS: tuple[_Row, ...] = (
    (
        "group_results",
        "Results by group",
        _R,
        False,
        "MCANE",
        "Values by site, class or group, the worst named.",
    ),
    (
        "factors",
        "Groups that matter",
        _P,
        False,
        "MN",
        "People or conditions for which it may work differently.",
    ),
    ("fairness", "Fairness", _P, False, "CNA", "Groups at risk, benefits, harms, and what is done."),
)
_RISKS: tuple[_Row, ...] = (
    ("limitations", "Known limits", _P, True, "MHGCAEN", "What it cannot do, and where it was not tested."),
    ("risks", "Risks", _P, True, "MHGCAEN", "What can go wrong, and for whom."),
    ("mitigations", "Precautions", _P, False, "GCNE", "What is done about these risks."),
)
_ENVIRONMENT: tuple[_Row, ...] = (
    ("code", "Code", _R, True, "HP", "Repository, commit, and whether there were uncommitted changes."),
    ("entry_point", "Entry point", _R, False, "HP", "The script or command that ran."),
    ("software", "Software", _R, False, "PE", "Python and packages."),
    ("hardware", "Hardware", _E, False, "HCE", "The machine that it was trained on."),
    ("duration", "Time", _R, False, "HE", "How long this run took, and all runs together."),
    (
        "energy",
        "Energy and emissions",
        _E,
        False,
        "HCE",
        "Energy used and CO2 emitted, and how that is known.",
    ),
)
_RESPONSIBILITY: tuple[_Row, ...] = (
    ("contact", "Contact", _P, True, "MHGAET", "Where questions and objections go."),
    ("approver", "Approved by", _P, False, "HT", "Who released this card, and when."),
    ("monitoring", "Monitoring", _P, False, "AE", "How it is watched while in use."),
    ("review_by", "Review by", _P, False, "AET", "The date by which this card must be looked at again."),
    ("stakeholders", "People consulted", _P, False, "AN", "Whom it concerns and who was asked."),
    ("citation", "Citation", _P, False, "MHG", "How to cite it."),
)
_WITHHELD: tuple[_Row, ...] = (
    ("withheld", "Withheld", _R, False, "", "What was taken out of the records before this report."),
)

_ROWS = dict(
    zip(
        SECTIONS,
        (
            _DETAILS,
            _USE,
            _DATA,
            _TRAINING,
            _EVALUATION,
            _GROUPS,
            _RISKS,
            _ENVIRONMENT,
            _RESPONSIBILITY,
            _WITHHELD,
        ),
        strict=True,
    )
)

FIELDS: tuple[FieldSpec, ...] = tuple(
    FieldSpec(key, label, section, filler, required, tuple(STANDARDS[letter] for letter in asked), hint)
    for section, rows in _ROWS.items()
    for key, label, filler, required, asked, hint in rows
)
"""All fields, in order of section."""

BY_KEY = {spec.key: spec for spec in FIELDS}

SUMMARY = "summary"
"""Key of the one sentence above the fields, by a person; at most `SUMMARY_LENGTH` characters."""
SUMMARY_LENGTH = 150
