"""What is kept of a run: all that is said of it, and of its curves what a reader can see.

Thinning comes after redaction and before everything else, so that memory holds no more points than
pages show.
"""

from runreport.archive.thin import thin, thin_series

__all__ = ["thin", "thin_series"]
