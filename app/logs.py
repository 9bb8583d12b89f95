"""Logs: one JSON object a line, an event and ids. Names, addresses, tokens and bodies never stand in one."""

from __future__ import annotations

import logging
import sys

import structlog

from config import Environment, Settings


def configure(settings: Settings) -> None:
    """Sets up structlog for the process; quiet in tests, where only warnings are printed."""
    level = logging.WARNING if settings.environment is Environment.TEST else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def fault(event: str, error: BaseException, **ids: object) -> None:
    """An unexpected error: its kind and place. Its text may hold personal data, so it stays out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    structlog.get_logger().error(event, error=type(error).__name__, place=place, **ids)
