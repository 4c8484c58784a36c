"""A release as a folder of static, self-contained pages."""

from flows.report.build import make_report
from flows.report.serve import server

__all__ = ["make_report", "server"]
