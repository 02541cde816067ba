"""Log lines as JSON, without personal data: no addresses, no request bodies, no query strings."""

import json
import logging
import re

EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.[^\s@\"'<>]+")
QUERY = re.compile(r"\?[^\s\"']*")


class JsonFormatter(logging.Formatter):
    """One JSON object per record; newlines cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def scrub(text: str) -> str:
    """Take out what could name a person: addresses, and the query part of URLs."""
    return QUERY.sub("", EMAIL.sub("[address]", text))
