"""Read-only mappings and arrays, so that values handed around cannot change."""

import copyreg
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")
V = TypeVar("V")


def frozen_mapping(mapping: Mapping[K, V]) -> Mapping[K, V]:
    """Return a read-only copy of `mapping` that keeps its order."""
    return MappingProxyType(dict(mapping))


def frozen_array(values: Any, dtype: type[np.generic]) -> NDArray[Any]:
    """Return `values` as a read-only array of `dtype`; copied only where it must be."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def _thaw(proxy: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return frozen_mapping, (dict(proxy),)


# The standard library cannot pickle its own read-only mapping, and runs travel between processes.
copyreg.pickle(MappingProxyType, _thaw)
