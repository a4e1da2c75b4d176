"""From runs to findings: tables, groups, comparisons, intervals, trends."""

from runreport.analysis.curves import GroupCurve, curve_of
from runreport.analysis.differences import RunComparison, compare_runs
from runreport.analysis.lineage import Lineage, lineage
from runreport.analysis.metrics import describe_metric, describe_metrics, is_cost
from runreport.analysis.options import Options
from runreport.analysis.tables import Tables, tabulate
from runreport.analysis.understand import understand
from runreport.analysis.well_known import WELL_KNOWN, WellKnown

__all__ = [
    "WELL_KNOWN",
    "GroupCurve",
    "Lineage",
    "Options",
    "RunComparison",
    "Tables",
    "WellKnown",
    "compare_runs",
    "curve_of",
    "describe_metric",
    "describe_metrics",
    "is_cost",
    "lineage",
    "tabulate",
    "understand",
]
