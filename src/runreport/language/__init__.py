"""The words, numbers and dates of a report in its readers' language.

A message is a whole English sentence with named places, `"{runs} in {experiments}"`; it is its own id.
`say` and `say_count` say it in the language of the build that is going on; `text` and `text_count` make a
value that is English and can be said later, for layers whose words are also data; `message` marks a
constant that is said where it is shown.
"""

from runreport.language.browser import browser_script
from runreport.language.catalogs import available, open_language
from runreport.language.language import ENGLISH, Language, direction_of
from runreport.language.marks import MINUS, NARROW
from runreport.language.speaking import (
    active,
    localized,
    ltr,
    message,
    say,
    say_count,
    speak,
    speaking,
    translated,
)
from runreport.language.text import Number, Text, text, text_count, text_joined, text_number

__all__ = [
    "ENGLISH",
    "MINUS",
    "NARROW",
    "Language",
    "Number",
    "Text",
    "active",
    "available",
    "browser_script",
    "direction_of",
    "localized",
    "ltr",
    "message",
    "open_language",
    "say",
    "say_count",
    "speak",
    "speaking",
    "text",
    "text_count",
    "text_joined",
    "text_number",
    "translated",
]
