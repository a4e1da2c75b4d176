"""What an annotation of a key says beside its type, for pydantic to follow when it is there.

Pydantic's own annotations would do, but take longer to import than a thousand runs take to be compared, and
most reports are built without a configuration. These ask for it only when a table's validator is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class After:
    """A check of the value as its type has it: as `pydantic.AfterValidator`."""

    check: Callable[..., Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic import AfterValidator

        return AfterValidator(self.check).__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True, slots=True)
class Before:
    """A change to the value as the file has it: as `pydantic.BeforeValidator`."""

    change: Callable[..., Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic import BeforeValidator

        return BeforeValidator(self.change).__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True, slots=True)
class Lax:
    """A text may stand for a member of an enumeration, where all else is strict."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        schema = {**handler.resolve_ref_schema(handler(source)), "strict": False}
        schema.pop("ref", None)  # Else the enumeration would be lax everywhere.
        return cast("CoreSchema", schema)
