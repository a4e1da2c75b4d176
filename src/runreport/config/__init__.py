"""What can be configured, in `runreport.toml` or in `[tool.runreport]` of `pyproject.toml`."""

from runreport.config.load import find_config, load_config
from runreport.config.settings import Config
from runreport.config.tables import Author, Choice, Metric, Model

__all__ = ["Author", "Choice", "Config", "Metric", "Model", "find_config", "load_config"]
