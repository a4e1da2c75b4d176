"""A starting file for what people say of a model."""

import json

from runreport.cards.card import ANNOTATION, Card, FilledBy
from runreport.cards.fields import FIELDS, SECTIONS, SUMMARY, SUMMARY_LENGTH, FieldSpec, Filler

HEAD = """\
+++
# What people say of the model {name}. Save it as cards/{key}.md and build again.
# Lines that start with # are comments. An empty text counts as not stated, and the card says so.
# Texts in quotes are Markdown; three quotes open and close a text of several lines.
# What was measured stands in the records and cannot be written here.
"""
FOOT = """\
+++

"""


def person_template(card: Card) -> str:
    """Return `cards/<key>.md` with every field that a person can fill; required ones are open to fill.

    What a person has already stated stands in it. Reading it back states nothing else.
    """
    name = json.dumps(card.name, ensure_ascii=False)
    parts = [HEAD.format(name=name, key=card.key)]
    parts.append(f"\n# One plain sentence on what the model is for, at most {SUMMARY_LENGTH} characters.\n")
    parts.append(f"{SUMMARY} = {_quoted(card.summary or '')}\n")
    for section, title in SECTIONS.items():
        specs = [spec for spec in FIELDS if spec.section == section and spec.filler is not Filler.RECORD]
        if specs:
            parts.append(f"\n# {title}\n" + "".join(_entry(spec, card) for spec in specs))
    return "".join((*parts, FOOT, f"{card.body}\n" if card.body else ""))


def _entry(spec: FieldSpec, card: Card) -> str:
    field = next((field for field in card.fields if field.key == spec.key), None)
    text = field.text or "" if field else ""
    known = field is not None and field.filled_by is FilledBy.RECORD
    stated = text.partition(ANNOTATION)[2] if known else text
    remark = " The record says it; what you write is added." if known else ""
    need = "required" if spec.is_required else "optional"
    is_open = stated or (spec.is_required and not known)
    line = f"{'' if is_open else '# '}{spec.key} = {_quoted(stated)}\n"
    return f"\n# {spec.label} ({need}): {spec.hint}{remark}\n{line}"


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are a part of TOML's, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
