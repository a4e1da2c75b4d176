"""From what is given for a table to the table, or to all of its faults at once: pydantic's part."""

from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from runreport.config.tables import Table

T = TypeVar("T", bound=Table)


def validated(table: type[T], given: Any, folder: Path | None = None) -> T:
    """Return a table of what is given for its keys.

    Args:
        table: the class of the table.
        given: a mapping, as a file has it.
        folder: where the files lie that keys name; they are not looked for without it.

    Raises:
        pydantic.ValidationError: all that is wrong with it, each with the path of its key.
    """
    context = None if folder is None else {"folder": folder}
    return TypeAdapter(table).validate_python(given, context=context)


def table_schema(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Return how pydantic makes a table: of a mapping, though strict, with lists for tuples.

    What it made is checked, and needs not be checked once more by the table itself.
    """
    schema: Any = handler.resolve_ref_schema(handler(source))
    keys = no_info_before_validator_function(_with_tuples, schema["schema"])
    schema.update(schema=keys, strict=False, post_init=False)
    return cast("CoreSchema", schema)


def _with_tuples(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
