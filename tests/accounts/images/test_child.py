"""The child has little of anything, and when that is not enough the photo is refused."""

import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from accounts.images import ImageRefused, child
from accounts.images.pipeline import Limits, _ask_child, _copies
from tests.accounts.images.pictures import encoded, refusal_of

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(sys.platform != "linux", reason="Only Linux holds every limit, and lists processes"),
    pytest.mark.usefixtures("_no_child_is_left"),
]


@pytest.fixture
def _no_child_is_left():
    """Neither alive nor dead and waiting to be asked for."""
    before = children()
    yield
    assert children() == before


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        ({"memory": 2**20}, {"damaged", "heavy"}),
        ({"memory": 150 * 2**20}, {"damaged", "heavy"}),
        ({"seconds": 0.001}, {"heavy"}),
    ],
)
def test_a_child_without_enough_of_anything_refuses_the_photo(settings, limits, codes):
    settings.PHOTO_LIMITS = limits
    upload = encoded(Image.new("RGB", (6000, 6000), "teal"), "PNG")
    assert refusal_of(upload) in codes


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import os; os.kill(os.getpid(), 11)", "damaged"),
        ("import os; os.kill(os.getpid(), 9)", "heavy"),
        ("raise SystemExit(3)", "damaged"),
        ("print('hello')", "damaged"),
        ("pass", "damaged"),
        ("while True: pass", "heavy"),
        ("import resource as r; r.setrlimit(r.RLIMIT_CPU, (0, 0))\nwhile True: pass", "heavy"),
    ],
)
def test_a_child_that_dies_refuses_the_photo(script, code):
    limits = Limits(seconds=1)
    with pytest.raises(ImageRefused) as refused:
        _copies(_ask_child(bytes(2**20), [sys.executable, "-I", "-c", script], limits), limits)
    assert refused.value.code == code


PROBE = """
import json, os, resource, socket, sys
sys.path.insert(0, sys.argv[2])
import child
HANDLES = sorted(name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}"))
child.confine(memory=2**29, seconds=5)
found = {
    "environment": sorted(os.environ.keys() - {"LC_CTYPE"}),  # Python sets this one itself
    "handles": HANDLES,
    "django": "django" in sys.modules,
}
for name, deed in {
    "read": lambda: open("/etc/hostname"),
    "write": lambda: open("/tmp/x", "w"),
    "connect": lambda: socket.socket(),
    "memory": lambda: bytearray(2**29),
}.items():
    try:
        deed()
    except (OSError, MemoryError) as error:
        found[name] = type(error).__name__
found["limits"] = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
print(json.dumps(found))
"""


def test_the_child_can_open_connect_and_keep_nothing(tmp_path):
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE)
    folder = Path(child.__file__).parent
    answer = _ask_child(b"", [sys.executable, "-I", "-B", str(probe), "", str(folder)], Limits())
    assert json.loads(answer) == {
        "environment": [],
        "handles": ["0", "1", "2"],
        "django": False,
        "read": "OSError",
        "write": "OSError",
        "connect": "OSError",
        "memory": "MemoryError",
        "limits": [[2**29, 2**29], [5, 5]],
    }
