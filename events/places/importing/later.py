"""What has to wait until a file is read to its end, kept on disk so that memory stays flat."""

import json
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from events.places.opendata import Lender, Proposal

IN_MEMORY = 1024 * 1024


class Later[Item: Lender | Proposal]:
    """Items of one kind, put by and read back in order."""

    def __init__(self, kind: type[Item]) -> None:
        self.kind = kind
        self.file = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def add(self, item: Item) -> None:
        self.file.write(json.dumps(list(vars(item).values())) + "\n")

    def __iter__(self) -> Iterator[Item]:
        self.file.seek(0)
        for line in self.file:
            yield self.kind(*json.loads(line))
