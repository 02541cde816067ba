"""Calendar parsers that we did not write, and what each of them makes of a file."""

import html
import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
import vobject

HERE = Path(__file__).parent
ICAL_JS = Path(__file__).parents[3] / "vendor/ical.js/ical.cjs"
NODE = "const [text, first, last] = JSON.parse(require('fs').readFileSync(0));"
NODE += f"const ICAL = require({json.dumps(str(ICAL_JS))});"
NODE += f"const expand = require({json.dumps(str(HERE / 'expand.js'))});"
NODE += "console.log(JSON.stringify(expand(ICAL, text, first, last)));"
PRINTED = re.compile(r'<pre id="found">(.*?)</pre>', re.DOTALL)

type Found = list[tuple[float, float, str, str]]


def by_ical_js(ics: bytes, first: datetime, last: datetime, folder: Path) -> Found:
    """Start, end, name and status of each event, as ical.js reads it: in node, or else in Chromium."""
    asked = json.dumps([ics.decode(), first.timestamp(), last.timestamp()])
    if node := shutil.which("node") or shutil.which("nodejs"):
        printed = _run([node, "-e", NODE], given=asked)
    elif chromium := shutil.which("chromium") or shutil.which("chromium-browser"):
        printed = _in_chromium(chromium, asked, folder)
    else:
        pytest.skip("ical.js needs Node.js or Chromium: apt-get install chromium")
    return sorted((start, end, name, status) for start, end, name, status in json.loads(printed))


def _in_chromium(chromium: str, asked: str, folder: Path) -> str:
    """A page without a network whose script writes down what it found."""
    scripts = [ICAL_JS.read_text(), (HERE / "expand.js").read_text()]
    call = f"JSON.stringify(expand(ICAL, ...{asked}))".replace("</", "<\\/")
    scripts.append(f"document.getElementById('found').textContent = {call}")
    page = folder / "judge.html"
    body = "".join(f"<script>{script}</script>" for script in scripts)
    page.write_text(f'<meta charset="utf-8"><pre id="found"></pre>{body}', encoding="utf-8")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    printed = PRINTED.search(_run([chromium, *arguments, "--dump-dom", page.as_uri()]))
    assert printed, "Chromium wrote nothing down"
    return html.unescape(printed[1])


def _run(arguments: list[str], given: str = "") -> str:
    done = subprocess.run(
        arguments, input=given, capture_output=True, text=True, check=False, env=os.environ | {"TZ": "UTC"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_recurring_ical_events(ics: bytes, first: datetime, last: datetime) -> Found:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(ics)).between(first, last)
    found = [
        (
            event["dtstart"].dt.timestamp(),
            event["dtend"].dt.timestamp(),
            str(event["summary"]),
            str(event["status"]),
        )
        for event in events
    ]
    return sorted(one for one in found if first.timestamp() <= one[0] < last.timestamp())


def by_vobject(ics: bytes) -> list[tuple[str, float, str]]:
    """Which events there are, when they begin, and their status. It expands no rules as others do."""
    events = vobject.readOne(ics.decode()).vevent_list
    return sorted((each.uid.value, each.dtstart.value.timestamp(), each.status.value) for each in events)


def by_icalendar(ics: bytes) -> list[tuple[str, float, str]]:
    events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    return sorted((str(each["uid"]), each["dtstart"].dt.timestamp(), str(each["status"])) for each in events)
