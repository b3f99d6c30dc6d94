"""Figure `pull_first`: seconds from an empty device's store to one with 50,000 assets in it."""

from benchmarks._pull import ASSETS, enrolled_store, pull, stocked

MUST_S, MUST_WIRE_MB, MUST_GROWTH_MB = 8, 4, 40
"""What the endpoint may grow: a page and its connections, however many pages there are."""


def run() -> dict[str, object]:
    """Two devices, one after the other: the first warms the endpoint, both are measured."""
    with stocked() as (folder, made, served):
        pulls = []
        for name in ("first", "second"):
            with enrolled_store(folder / name, made.sealings[0]) as store:
                pulls.append(pull(store, made.sealings[0], served))
                if store.assets.count() != ASSETS:
                    raise AssertionError(f"{store.assets.count()} of {ASSETS} assets arrived")
    first, second = pulls
    wire_mb = first.wire_bytes / 1e6
    return {
        "figure": "pull_first",
        "value": round(first.took_s, 2),
        "unit": "s",
        "beside": {
            "assets": ASSETS,
            "wire_mb": round(wire_mb, 2),
            "endpoint_grew_mb": round(first.endpoint_grew_mb, 1),
            "endpoint_grew_again_mb": round(second.endpoint_grew_mb, 1),
        },
        "must": f"<= {MUST_S} s, <= {MUST_WIRE_MB} MB, growth <= {MUST_GROWTH_MB} MB",
        "holds": first.took_s <= MUST_S
        and wire_mb <= MUST_WIRE_MB
        and max(each.endpoint_grew_mb for each in pulls) <= MUST_GROWTH_MB,
    }
