"""A release as a folder of pages to look at: static, self-contained, made from the release alone."""

from flows.report.build import make_report
from flows.report.serve import server

__all__ = ["make_report", "server"]
