"""Log lines as JSON, without personal data: no addresses, no request bodies, no query strings."""

import json
import logging
import re

# A match begins where a word begins and never steps back, so that long lines are searched in linear time.
WORD = r"[\w.!#$&'*+^`{|}~-]"
EMAIL = re.compile(rf"(?<!{WORD}){WORD}++(?:@|%40)[\w.-]+")
QUERY = re.compile(r"\?[^\s\"']*")


class JsonFormatter(logging.Formatter):
    """One JSON object per record, in ASCII: no kind of newline can forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line)


def scrub(text: str) -> str:
    """Take out what could name a person: addresses, and the query part of URLs."""
    return QUERY.sub("", EMAIL.sub("[address]", text))
