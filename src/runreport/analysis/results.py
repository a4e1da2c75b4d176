"""What a run reached: the value of each metric that pages show."""

from math import nan

from runreport.analysis.settings import number_of
from runreport.model import Run, Scalar, Series


def results_of(run: Run) -> dict[str, float]:
    """Return the value of each metric of a run, in order of name; see `result_of`."""
    if not run.summary:
        return {name: run.metrics[name].stats.last_finite for name in sorted(run.metrics)}
    return {name: result_in(run, name) for name in metric_names(run)}


def result_in(run: Run, metric: str) -> float:
    """Return a run's value of a metric; see `result_of`. NaN where it has none."""
    value, _ = result_of(run.summary.get(metric), run.metrics.get(metric))
    return value


def result_of(summary: Scalar, series: Series | None) -> tuple[float, str]:
    """Return a metric's value and where it is from: the store's own summary, else the last finite point.

    The value is in the metric's unit; NaN or infinite where the summary is, NaN where no point is finite.
    """
    if summary is not None and isinstance(summary, int | float) and _is_number(summary):
        return float(summary), "summary"
    return (nan if series is None else series.stats.last_finite), "last"


def metric_names(run: Run) -> list[str]:
    """Return the names of a run's metrics, those that only its summary has among them, in order."""
    return sorted({*run.metrics, *(name for name, value in run.summary.items() if _is_number(value))})


def _is_number(value: Scalar) -> bool:
    """Tell whether a float can hold a value of the summary; NaN and infinities are numbers here."""
    if isinstance(value, bool):
        return False
    return isinstance(value, float) or (isinstance(value, int) and number_of(value) is not None)
