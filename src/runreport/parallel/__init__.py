"""Work on the cores of this machine.

On Linux the processes are forks of this one: they have everything that it has, at once and for nothing.
Elsewhere forking is unsafe or unknown, and joblib decides how; it does so on Linux too where somebody
chose a backend of its own with `joblib.parallel_config(backend=...)`, such as a cluster.
"""

from runreport.parallel.aside import Aside
from runreport.parallel.forks import CAN_FORK, WORTH_A_FORK, WORTH_IT, default_workers, is_forking
from runreport.parallel.ordered import map_ordered, workers_ended

__all__ = [
    "CAN_FORK",
    "WORTH_A_FORK",
    "WORTH_IT",
    "Aside",
    "default_workers",
    "is_forking",
    "map_ordered",
    "workers_ended",
]
