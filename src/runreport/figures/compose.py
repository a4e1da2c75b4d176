"""From findings to charts: every description that pages show, in one place to import from."""

from runreport.figures.curves import curve_chart, curve_charts, curve_metrics, group_panels
from runreport.figures.front import front_charts
from runreport.figures.logged import logged_chart
from runreport.figures.results import effect_chart, progress_chart, ranking_chart
from runreport.figures.run_curves import run_curves, system_curves

__all__ = [
    "curve_chart",
    "curve_charts",
    "curve_metrics",
    "effect_chart",
    "front_charts",
    "group_panels",
    "logged_chart",
    "progress_chart",
    "ranking_chart",
    "run_curves",
    "system_curves",
]
