"""Log lines as JSON, without personal data: no addresses, request bodies, query strings or secret links."""

import json
import logging
import re

# A match begins where a word begins and never steps back, so that long lines are searched in linear time.
WORD = r"[\w.!#$&'*+^`{|}~-]"
EMAIL = re.compile(rf"(?<!{WORD}){WORD}++(?:@|%40)[\w.-]+")
QUERY = re.compile(r"\?[^\s\"']*")
SECRET_PATH = re.compile(
    r"""(/bell/unsubscribe/|/account/password/reset/key/|/calendar/(?=[^\s"'/]+\.ics|[\w-]{43}))[^\s"'/]+"""
)


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
    """Take out what could name a person or act for one: addresses, the query part of URLs, secret links."""
    return QUERY.sub("", SECRET_PATH.sub(r"\1[secret]", EMAIL.sub("[address]", text)))
