from dataclasses import dataclass

PLACES_PER_GROUP = 2


@dataclass(frozen=True)
class Numbers:
    """How many there shall be of each, for so many stories."""

    stories: int
    members: int

    @property
    def groups(self) -> int:
        return max(20, self.stories // 100)

    @property
    def places(self) -> int:
        return self.groups * PLACES_PER_GROUP

    @property
    def meetups(self) -> int:
        return max(200, self.stories // 10)
