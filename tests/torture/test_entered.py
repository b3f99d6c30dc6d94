from tests.torture._entered import compared

ENTERED = {"FIRE-40": "pass", "FIRE-41": "fail"}


def a_body(photos=("a",), **results) -> dict:
    results = ENTERED | {code.replace("_", "-"): result for code, result in results.items()}
    answers = [{"item": code, "result": result, "photos": []} for code, result in results.items()]
    answers[-1]["photos"] = list(photos)
    return {"answers": answers}


def test_what_arrived_once_is_neither_lost_nor_doubled():
    assert compared(ENTERED, 1, [a_body()], {"a"}) == ([], [])


def test_answer_that_did_not_arrive_as_tapped_is_lost():
    lost, doubled = compared(ENTERED, 1, [a_body(FIRE_40=None)], {"a"})

    assert lost == ["FIRE-40: pass was tapped, None arrived"]
    assert doubled == []


def test_everything_is_lost_when_nothing_arrives():
    lost, _ = compared(ENTERED, 1, [], set())

    assert len(lost) == 3


def test_photo_that_is_named_but_not_stored_is_lost():
    assert compared(ENTERED, 1, [a_body()], set()) == (["photo 1 of 1"], [])


def test_inspection_that_arrives_twice_is_doubled():
    _, doubled = compared(ENTERED, 1, [a_body(), a_body()], {"a"})

    assert "2 inspections arrived" in doubled


def test_photo_that_arrives_under_two_names_is_doubled():
    _, doubled = compared(ENTERED, 1, [a_body(photos=("a", "b"))], {"a", "b"})

    assert doubled == ["1 photos were taken, 2 named, 2 stored"]
