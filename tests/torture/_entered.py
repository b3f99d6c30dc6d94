"""What was entered on a phone beside what arrived: what is lost, and what is doubled."""

from collections import Counter
from collections.abc import Mapping, Sequence


def compared(
    entered: Mapping[str, str], photos: int, bodies: Sequence[dict], stored: set[str]
) -> tuple[list[str], list[str]]:
    """Return what is lost and what is doubled, in words.

    `entered` is item code → result of the one inspection, of which `photos` were taken; `bodies`
    are the inspections that arrived, `stored` the digests of the photos that are there whole.
    """
    answers = [answer for body in bodies for answer in body["answers"]]
    results = {answer["item"]: answer["result"] for answer in answers}
    lost = [
        f"{code}: {result} was tapped, {results.get(code)} arrived"
        for code, result in entered.items()
        if results.get(code) != result
    ]
    named = [sha256 for answer in answers for sha256 in answer["photos"] or ()]
    here = len(stored & set(named))
    lost += [f"photo {number} of {photos}" for number in range(here + 1, photos + 1)]
    times = Counter(answer["item"] for answer in answers)
    doubled = [f"{len(bodies)} inspections arrived"] * (len(bodies) > 1)
    doubled += [f"{code}: {count} answers" for code, count in times.items() if count > 1]
    if max(len(named), len(stored)) > photos:
        doubled.append(f"{photos} photos were taken, {len(named)} named, {len(stored)} stored")
    return lost, doubled
