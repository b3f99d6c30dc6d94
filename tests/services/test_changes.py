"""Changes reach whoever listens at that moment."""

from inspect_app.services.changes import Changes


def test_every_listener_hears_each_change():
    changes, heard = Changes(), []
    changes.subscribe(lambda: heard.append("a"))
    changes.subscribe(lambda: heard.append("b"))

    changes.emit()

    assert heard == ["a", "b"]


def test_same_listener_subscribed_twice_leaves_once_at_a_time():
    changes, heard = Changes(), []

    def listener():
        heard.append("x")

    leave = changes.subscribe(listener)
    changes.subscribe(listener)
    leave()
    leave()
    changes.emit()

    assert heard == ["x"]


def test_listener_that_leaves_during_a_change_is_no_longer_told():
    changes, heard = Changes(), []
    leaving = []
    changes.subscribe(lambda: leaving[0]())
    leaving.append(changes.subscribe(lambda: heard.append("left")))

    changes.emit()

    assert heard == []


def test_listener_that_subscribes_during_a_change_hears_the_next_one():
    changes, heard = Changes(), []
    leave = changes.subscribe(lambda: changes.subscribe(lambda: heard.append("late")))

    changes.emit()
    leave()
    assert heard == []
    changes.emit()

    assert heard == ["late"]


def test_failing_listener_does_not_keep_the_change_from_others(caplog):
    changes, heard = Changes(), []
    changes.subscribe(lambda: 1 / 0)
    changes.subscribe(lambda: heard.append("told"))

    changes.emit()

    assert heard == ["told"]
    assert "ZeroDivisionError" in caplog.text
