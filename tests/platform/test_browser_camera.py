"""The camera's screens in Chromium, with a fake feed, without permission, without a camera."""

import functools

import pytest
from PIL import Image
from playwright.sync_api import expect

from inspect_app.platform.interface import CAMERA_TEXTS
from tests.platform import media
from tests.platform.phone import FAKE_CAMERA, PythonError

pytestmark = pytest.mark.browser

TEXTS = {key: key for key in CAMERA_TEXTS}
TAG = "https://anquan.example.cn/t/FX-0042-K?v=1"
CAMERA = f"""
global bridge, camera
import time
from inspect_app.platform.browser.bridge import Bridge
from inspect_app.platform.browser.camera import BrowserCamera
if "camera" not in globals():
    bridge = Bridge(); camera = BrowserCamera(bridge)
texts = {TEXTS!r}
"""
SCAN = (
    CAMERA
    + """
started = time.perf_counter()
return [await camera.scan(texts, "FX-0001-A"), time.perf_counter() - started]
"""
)
TAKE = (
    CAMERA
    + """
shot = await camera.take(texts)
return shot and [len(shot.content), str(shot.source), shot.content[:3].hex()]
"""
)
UNPLUGS = """() => {
    const track = document.querySelector('dialog video').srcObject.getVideoTracks()[0];
    track.stop();
    setTimeout(() => track.dispatchEvent(new Event('ended')), 500);
}"""
"""The camera is gone, and the page hears of it half a second later."""
BLANK_WALL = media.on_wall(Image.new("L", (4, 4)))


@pytest.fixture(scope="module")
def open_with_feed(open_lasting_phone, tmp_path_factory):
    """One browser for each feed: the feed is a flag of its command line."""

    @functools.cache
    def open_with_feed(*frames):
        path = tmp_path_factory.mktemp("feed") / "feed.mjpeg"
        media.write_feed(path, list(frames))
        flags = (FAKE_CAMERA, f"--use-file-for-fake-video-capture={path}")
        return open_lasting_phone(flags=flags, permissions=("camera",))

    return open_with_feed


@pytest.fixture
def with_camera(open_with_feed):
    return open_with_feed(BLANK_WALL, media.held(TAG, "turned"))


@pytest.fixture(scope="module")
def phone_without_camera(open_lasting_phone):
    return open_lasting_phone(permissions=("camera",))


@pytest.fixture
def without_camera(phone_without_camera):
    if phone_without_camera.page.get_by_role("dialog").count():
        phone_without_camera.reload()
    return phone_without_camera


@pytest.fixture
def untouched(without_camera):
    """A page that nobody has just touched; Playwright itself touches it whenever it looks."""
    without_camera.page.evaluate(
        "() => Object.defineProperty(navigator.userActivation, 'isActive', {value: false})"
    )
    yield without_camera
    without_camera.reload()


@pytest.fixture(scope="module")
def refused(open_lasting_phone):
    return open_lasting_phone(flags=(FAKE_CAMERA, "--deny-permission-prompts"))


@pytest.fixture
def watched(open_phone, tmp_path):
    """Its camera works until the test takes it away."""
    path = tmp_path / "feed.mjpeg"
    media.write_feed(path, [BLANK_WALL])
    flags = (FAKE_CAMERA, f"--use-file-for-fake-video-capture={path}")
    return open_phone(flags=flags, permissions=("camera",))


def button(phone, key):
    return phone.page.get_by_role("button", name=key, exact=True)


def test_tag_before_the_camera_is_read(with_camera):
    phone = with_camera

    phone.start(SCAN)
    found, took_s = phone.finished()

    print("from call to text:", round(took_s, 2), "s")
    assert found == TAG
    expect(phone.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("condition", ["tilted", "small"])
def test_tag_in_a_bad_light_is_read_live(open_with_feed, condition):
    phone = open_with_feed(media.held(TAG, condition))

    phone.start(SCAN)

    assert phone.finished()[0] == TAG


def test_second_scan_starts_afresh(with_camera):
    phone = with_camera

    found = [phone.run(SCAN)[0] for _ in range(2)]

    assert found == [TAG, TAG]


def test_code_is_typed_while_the_camera_looks(open_with_feed):
    phone = open_with_feed(BLANK_WALL)

    phone.start(SCAN)
    expect(phone.page.get_by_text("FX-0001-A")).to_be_visible()
    button(phone, "scan.type_code").click()
    phone.page.get_by_role("textbox", name="scan.type_hint").fill("  FX-0042-K ")
    phone.page.keyboard.press("Enter")

    assert phone.finished()[0] == "FX-0042-K"


def test_keys_do_not_reach_what_lies_below(without_camera):
    phone = without_camera
    phone.page.evaluate(
        "() => { window.heard = 0; addEventListener('keydown', () => window.heard++, true); }"
    )

    phone.start(SCAN)
    phone.page.get_by_role("textbox", name="scan.type_hint").press_sequentially("FX")
    phone.page.keyboard.press("Enter")

    assert phone.finished()[0] == "FX"
    assert phone.page.evaluate("window.heard") == 0
    phone.page.keyboard.press("a")
    assert phone.page.evaluate("window.heard") == 1


@pytest.mark.parametrize("way", ["button", "escape", "back"])
def test_scan_is_given_up(without_camera, way):
    phone = without_camera
    phone.page.evaluate("history.pushState({screen: 2}, '', '#/below')")
    length = phone.page.evaluate("history.length")

    phone.start(SCAN)
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    {
        "button": lambda: button(phone, "scan.cancel").click(),
        "escape": lambda: phone.page.keyboard.press("Escape"),
        "back": lambda: phone.page.evaluate("history.back()"),
    }[way]()

    assert phone.finished()[0] is None
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    assert phone.page.evaluate("[location.hash, history.state.screen]") == ["#/below", 2]
    assert phone.page.evaluate("history.length") <= length + 1


def test_refused_camera_is_said_and_typing_remains(refused):
    phone = refused

    phone.start(SCAN)
    expect(phone.page.get_by_role("alert")).to_have_text("scan.denied")
    phone.page.get_by_role("textbox", name="scan.type_hint").fill("FX-0042-K")
    button(phone, "scan.confirm").click()

    assert phone.finished()[0] == "FX-0042-K"


def test_missing_camera_is_said_and_a_picture_of_the_tag_is_read(without_camera):
    phone = without_camera

    phone.start(SCAN)
    expect(phone.page.get_by_role("alert")).to_have_text("scan.missing")
    choose(
        phone, button(phone, "scan.from_picture"), [media.held(TAG, "far away in 12 megapixels")]
    )

    assert phone.finished()[0] == TAG


@pytest.mark.parametrize(
    ("content", "error"),
    [(BLANK_WALL, "NothingToRead"), (b"no picture", "NotAPicture")],
)
def test_picture_without_tag_is_named(without_camera, content, error):
    phone = without_camera
    phone.start(SCAN)

    choose(phone, button(phone, "scan.from_picture"), [content])

    with pytest.raises(PythonError) as refused:
        phone.finished()
    assert refused.value.name == error


def test_shutter_takes_what_the_camera_sees(with_camera):
    phone = with_camera

    phone.start(TAKE)
    button(phone, "shoot.shutter").click()
    size, source, magic = phone.finished()

    assert size > 10_000
    assert source == "camera"
    assert magic in {"ffd8ff", "89504e"}


def test_shutter_takes_the_stream_where_there_are_no_stills(with_camera):
    phone = with_camera
    phone.page.evaluate("() => { delete window.ImageCapture; }")

    phone.start(TAKE)
    button(phone, "shoot.shutter").click()

    assert phone.finished()[1:] == ["camera", "ffd8ff"]
    phone.reload()


def test_picture_from_the_album_says_so(with_camera):
    phone = with_camera
    picture = media.camera_jpeg(6, (2016, 1512))

    phone.start(TAKE)
    choose(phone, button(phone, "shoot.album"), [picture])

    assert phone.finished() == [len(picture), "picker", "ffd8ff"]


def test_refused_camera_offers_the_systems_own(refused):
    phone = refused
    picture = media.camera_jpeg(6, (2016, 1512))

    phone.start(TAKE)
    expect(phone.page.get_by_role("alert")).to_have_text("shoot.denied")
    choose(phone, button(phone, "shoot.system_camera"), [picture])

    assert phone.finished() == [len(picture), "camera", "ffd8ff"]


def test_camera_that_is_forbidden_while_it_looks_leaves_the_other_ways(watched):
    phone = watched

    phone.start(TAKE)
    expect(button(phone, "shoot.shutter")).to_be_enabled()
    phone.context.clear_permissions()
    expect(phone.page.get_by_role("alert")).to_have_text("shoot.denied")
    expect(button(phone, "shoot.shutter")).to_have_count(0)
    choose(phone, button(phone, "shoot.album"), [media.camera_jpeg(6, (2016, 1512))])

    assert phone.finished()[1] == "picker"


def test_scanner_that_is_forbidden_while_it_looks_leaves_typing(watched):
    phone = watched

    phone.start(SCAN)
    expect(phone.page.locator("dialog .frame")).to_be_visible()
    expect(phone.page.locator("dialog video")).to_have_js_property("paused", False)
    phone.context.clear_permissions()
    expect(phone.page.get_by_role("alert")).to_have_text("scan.denied")
    phone.page.get_by_role("textbox", name="scan.type_hint").fill("FX-0042-K")
    button(phone, "scan.confirm").click()

    assert phone.finished()[0] == "FX-0042-K"


def test_last_frame_of_a_lost_camera_is_no_photo(watched):
    phone = watched

    phone.start(TAKE)
    expect(button(phone, "shoot.shutter")).to_be_enabled()
    phone.page.evaluate(UNPLUGS)
    button(phone, "shoot.shutter").click()
    expect(phone.page.get_by_role("alert")).to_have_text("shoot.missing")
    button(phone, "shoot.cancel").click()

    assert phone.finished() is None


def test_pictures_are_picked_after_a_touch(without_camera):
    phone = without_camera
    pictures = [media.camera_jpeg(6, (2016, 1512)), media.held(TAG, "straight")]
    phone.page.locator("#again").click()
    with phone.page.expect_file_chooser() as chooser:
        phone.start(CAMERA + "return [len(each) for each in await camera.pick(texts)]")

    chooser.value.set_files(as_files(pictures))

    assert chooser.value.is_multiple()
    assert phone.finished() == [len(each) for each in pictures]


def test_without_a_touch_a_button_asks_for_one(untouched):
    phone = untouched

    phone.start(CAMERA + "return [len(each) for each in await camera.pick(texts)]")
    choose(phone, button(phone, "shoot.album"), [b"x" * 77])

    assert phone.finished() == [77]


def test_picture_beyond_all_bounds_stays_with_the_browser(untouched, tmp_path):
    phone = untouched
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(60_000_001)
    phone.start(CAMERA + "return len(await camera.pick(texts))")

    with phone.page.expect_file_chooser() as chooser:
        button(phone, "shoot.album").click()
    chooser.value.set_files(huge)

    with pytest.raises(PythonError) as refused:
        phone.finished()
    assert refused.value.name == "PictureTooLarge"


def test_other_tabs_stay_out_of_it(open_phone):
    opening = (
        "global host\nfrom inspect_app.platform import open_host\nhost = await open_host(None)"
    )
    phone = open_phone()
    phone.run(opening)
    other = phone.new_tab()
    with pytest.raises(PythonError, match="store_locked"):
        phone.run(opening, other)

    phone.start(f"return await host.camera.scan({TEXTS!r})")
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    other.wait_for_timeout(500)

    assert other.get_by_role("dialog").count() == 0
    button(phone, "scan.cancel").click()
    assert phone.finished() is None


def test_cancelled_task_takes_its_screen_with_it(without_camera):
    phone = without_camera

    answer = phone.run(
        CAMERA
        + """
import asyncio
task = asyncio.ensure_future(camera.scan(texts))
await asyncio.sleep(1)
task.cancel()
await asyncio.wait([task])
return task.cancelled()
"""
    )

    assert answer is True
    expect(phone.page.get_by_role("dialog")).to_have_count(0)


def choose(phone, opener, contents):
    with phone.page.expect_file_chooser() as chooser:
        opener.click()
    chooser.value.set_files(as_files(contents))


def as_files(contents):
    return [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for number, content in enumerate(contents)
    ]
