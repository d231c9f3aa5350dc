"""Structured logs: one JSON object a line on standard error, each with the id of its request.

Nobody logs names, phones, addresses, words of people, keys or whole URLs: ids and codes are enough.
"""

from __future__ import annotations

import logging.config
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def _first_line_of_errors(logger: object, name: str, event: Any) -> Any:
    """A database's error names the offending values on its further lines; those stay out of the log."""
    for error in event.get("exception") or []:
        if isinstance(error, dict):
            error["exc_value"] = str(error.get("exc_value", "")).partition("\n")[0]
    return event


def configure(level: str) -> None:
    """Send everything, the libraries' logs too, through one JSON writer."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.ExceptionRenderer(
                            # Local variables may hold anything that a person typed.
                            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
                        ),
                        _first_line_of_errors,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {
                # RequestLog writes one better line for each request.
                "django.request": {"level": "CRITICAL"},
                "django.server": {"level": "CRITICAL"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                # At debug it writes down whole pages' contexts, names and phones among them.
                "django.template": {"level": "INFO"},
                "procrastinate": {"level": "WARNING"},
                "botocore": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                "weasyprint": {"level": "ERROR"},
            },
        }
    )
