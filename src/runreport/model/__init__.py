"""What a run is: frozen values without any input or output."""

import runreport.model.packing  # noqa: F401 -- it tells pickle
from runreport.model.metric import Better, MetricInfo
from runreport.model.parts import (
    Artifact,
    Cost,
    Dataset,
    Environment,
    LoggedTable,
    Measured,
    Media,
    ModelVersion,
    Picture,
    Scalar,
    Source,
    TableKind,
)
from runreport.model.problem import Omission, Problem
from runreport.model.run import (
    Experiment,
    Joined,
    RegisteredModel,
    Run,
    RunRef,
    Status,
    StoreFacts,
    StoreRef,
)
from runreport.model.series import Series, Stats, stats_of

__all__ = [
    "Artifact",
    "Better",
    "Cost",
    "Dataset",
    "Environment",
    "Experiment",
    "Joined",
    "LoggedTable",
    "Measured",
    "Media",
    "MetricInfo",
    "ModelVersion",
    "Omission",
    "Picture",
    "Problem",
    "RegisteredModel",
    "Run",
    "RunRef",
    "Scalar",
    "Series",
    "Source",
    "Stats",
    "Status",
    "StoreFacts",
    "StoreRef",
    "TableKind",
    "stats_of",
]
