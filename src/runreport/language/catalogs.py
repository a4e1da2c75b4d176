"""Catalogs of translations: gettext's `.po` files, read as they are.

The shipped ones stand in this package; a folder `languages` beside a configuration comes first, message
by message, so that a word can be changed, or a language added, without touching the package.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from runreport.errors import ConfigError
from runreport.language import pseudo
from runreport.language.language import ENGLISH, Language
from runreport.language.marks import marks_of
from runreport.language.pattern import places

SHIPPED = Path(__file__).resolve().parent / "catalogs"
TEMPLATE = SHIPPED / "template.pot"
"""All messages, without translations: what a new language begins with."""
FOLDER = "languages"


class Read(NamedTuple):
    """What a catalog says."""

    messages: Mapping[str, str | tuple[str, ...]]
    plural_rule: str


def available(own: Path | None = None) -> tuple[str, ...]:
    """Return the codes of the languages there are: English, the shipped ones and those in a folder."""
    found = {path.stem for folder in (SHIPPED, own) if folder for path in folder.glob("*.po")}
    return ("en", *sorted(found - {"en"}))


def fault_of(code: str, own: Path | None = None) -> str:
    """Return what is wrong with a language's code and what to do; empty where there is such a language."""
    if code == pseudo.CODE or _is_english(code) or any(_files(code, own)):
        return ""
    there = ", ".join(f"`{one}`" for one in available(own))
    return f"there is no language `{code}`; there are {there}; to add one, write {FOLDER}/{code}.po"


def open_language(code: str, own: Path | None = None) -> Language:
    """Return a language by its tag; `fr-CA` has the words of `fr` and the numbers of Canada.

    Args:
        code: such as `fr`.
        own: folder with catalogs that come first, message by message.

    Raises:
        ConfigError: there is no such language, or a catalog is damaged; file and line are named.
    """
    if code == pseudo.CODE:
        return Language(code, marks=pseudo.MARKS, is_pseudo=True)
    files = list(_files(code, own))
    if _is_english(code) and not files:
        return ENGLISH if code == "en" else Language(code)
    if not files:
        raise ConfigError(fault_of(code, own))
    messages: dict[str, str | tuple[str, ...]] = {}
    rule = ""
    for file in files:
        read = read_catalog(file)
        messages |= read.messages
        rule = read.plural_rule
    missing = 0 if _is_english(code) else sum(one not in messages for one, *_ in messages_of())
    locale = _known_locale(code)
    marks = ENGLISH.marks if _is_english(code) else marks_of(locale)
    return Language(code, locale, messages, rule or "n != 1", marks, missing)


def _is_english(code: str) -> bool:
    return code.lower().split("-")[0] == "en"


def _files(code: str, own: Path | None) -> Iterator[Path]:
    """Yield a language's catalogs, the last one deciding: shipped before own, general before regional."""
    base = code.split("-", maxsplit=1)[0]
    for folder in (SHIPPED, own):
        for name in dict.fromkeys((base, code)):
            if folder and (folder / f"{name}.po").is_file():
                yield folder / f"{name}.po"


def _known_locale(code: str) -> str:
    """Return the nearest locale that Babel has data of; its root's where it has none."""
    from babel import Locale, UnknownLocaleError

    for tag in (code, code.split("-", maxsplit=1)[0]):
        try:
            Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        return tag
    return "en"


def read_catalog(file: Path) -> Read:
    """Return the translations in a catalog; empty and fuzzy ones are absent.

    Raises:
        ConfigError: it is no `.po` file, or a translation's places differ from its message's.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            said = line.strip()
            if said and not said.startswith("#") and not (len(said) > 1 and said.endswith('"')):
                raise ConfigError(f"{file}, line {number}: does not end in a quotation mark; mend this line")
        with file.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
            rule = catalog.plural_expr
    except PoFileError as error:
        raise ConfigError(
            f"{file}, line {(error.lineno or 0) + 1}: {_plain(error)}; mend this line"
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: is no catalog of translations ({_plain(error)}); mend it") from error
    messages: dict[str, str | tuple[str, ...]] = {}
    for entry in catalog:
        if not entry.id or entry.fuzzy:
            continue
        ids = tuple(map(str, entry.id)) if isinstance(entry.id, list | tuple) else (str(entry.id),)
        string = entry.string
        forms = tuple(map(str, string)) if isinstance(string, list | tuple) else (str(string or ""),)
        if not all(forms):
            continue
        _check(file, entry.lineno or 0, ids, forms)
        messages[ids[0]] = forms if len(ids) > 1 else forms[0]
    return Read(messages, rule)


def _check(file: Path, line: int, ids: Iterable[str], forms: Iterable[str]) -> None:
    wanted = frozenset().union(*(places(one) for one in ids))
    for form in forms:
        # A form for one, or for two, may leave the number to its noun.
        if places(form) | {"n"} != wanted | {"n"}:
            named = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no places"
            raise ConfigError(
                f"{file}, line {line}: `{form}` should have the places of its message ({named}); mend it"
            )


def _plain(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


@lru_cache(maxsize=1)
def messages_of() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return every message, with its plural (empty where it counts nothing) and the files that say it."""
    from babel.messages.pofile import read_po

    with TEMPLATE.open("rb") as stream:
        entries = [entry for entry in read_po(stream) if entry.id]
    return tuple(
        (*(entry.id if isinstance(entry.id, tuple) else (entry.id, "")), tuple(f for f, _ in entry.locations))
        for entry in entries
    )
