"""What a trial counted, and when it holds."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    trials: int
    lost: int = 0
    """Acknowledged facts that are not there afterwards."""
    doubled: int = 0
    """Facts that are there more than once."""
    faults: tuple[str, ...] = ()
    """Whatever else must not happen, in words: a store that does not open, a 5xx, a hang."""
    counts: dict[str, float] = field(default_factory=dict)
    """What was done on the way: kills, cuts, bytes sent twice."""

    def joined(self, other: "Tally", **counts: float) -> "Tally":
        """The same trials on two kinds of database, as one."""
        return Tally(
            self.trials,
            self.lost + other.lost,
            self.doubled + other.doubled,
            (*self.faults, *other.faults),
            counts,
        )

    @property
    def holds(self) -> bool:
        return self.trials > 0 and not (self.lost or self.doubled or self.faults)
