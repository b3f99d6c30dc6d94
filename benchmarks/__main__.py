"""`python -m benchmarks` lists the figures; `python -m benchmarks NAME` measures one of them.

One JSON line is printed: figure, value, unit, beside, must. The exit code says whether it holds.
"""

import importlib
import json
import pkgutil
import sys

import benchmarks

USAGE = 2


def main(arguments: list[str]) -> int:
    names = figures()
    if not arguments:
        print("\n".join(names))
        return 0
    if len(arguments) > 1 or arguments[0] not in names:
        print(f"one of: {', '.join(names)}", file=sys.stderr)
        return USAGE
    measured = importlib.import_module(f"benchmarks.{arguments[0]}").run()
    print(json.dumps(measured, ensure_ascii=False))
    return 0 if holds(measured) else 1


def figures() -> list[str]:
    """Return every module here that measures something; those with a `_` are built upon."""
    modules = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in modules if not name.startswith("_"))


def holds(measured: dict[str, object]) -> bool:
    """Whether the value is within `must`, such as "<= 1.7"; a benchmark may say so itself."""
    if "holds" in measured:
        return bool(measured["holds"])
    sign, bound = str(measured["must"]).split()[:2]
    value = float(str(measured["value"]))
    return value <= float(bound) if sign == "<=" else value >= float(bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
