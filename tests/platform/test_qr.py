"""Tags are read from pictures as people hold them, on the desk and in the browser."""

import io

import pytest
from PIL import Image

from inspect_app.errors import NotAPicture, PictureTooLarge, PictureTruncated
from inspect_app.platform.qr import read_codes
from tests.platform import media

TEXT = "https://anquan.example.cn/t/FX-0042-K?v=1"


class ReaderContract:
    @pytest.mark.parametrize("condition", media.CONDITIONS)
    def test_tag_is_read(self, read, condition):
        assert read(media.held(TEXT, condition)) == (TEXT,)

    def test_chinese_text_is_read(self, read):
        assert read(media.held("灭火器·三楼东侧", "turned")) == ("灭火器·三楼东侧",)

    def test_wall_without_tag_shows_nothing(self, read):
        assert read(media.on_wall(Image.new("L", (10, 10)))) == ()


class TestDeskReader(ReaderContract):
    @pytest.fixture
    def read(self):
        return read_codes


@pytest.mark.browser
class TestBrowserReader(ReaderContract):
    @pytest.fixture
    def read(self, phone):
        def read(source: bytes) -> tuple[str, ...]:
            code = (
                "from inspect_app.platform.browser.bridge import Bridge\n"
                "from inspect_app.platform.browser.camera import BrowserCamera\n"
                f"source = {phone.fetching(source)}\n"
                "return list(await BrowserCamera(Bridge()).read_picture(source))"
            )
            return tuple(phone.run(code))

        return read


def test_two_tags_in_one_picture_are_both_read():
    both = Image.new("L", (900, 420), 255)
    both.paste(media.tag("first"), (10, 10))
    both.paste(media.tag("second"), (480, 10))

    assert set(read_codes(media.on_wall(both))) == {"first", "second"}


def test_upright_tag_on_a_turned_sensor_is_read():
    picture = Image.open(io.BytesIO(media.held(TEXT, "tilted")))
    exif = Image.Exif()
    exif[0x0112] = 6

    assert read_codes(media.encoded(picture, "JPEG", exif=exif)) == (TEXT,)


def test_what_is_no_picture_is_refused():
    whole = media.held(TEXT, "straight")

    with pytest.raises(NotAPicture):
        read_codes(b"FX-0042-K")
    with pytest.raises(PictureTruncated):
        read_codes(whole[:-50])
    with pytest.raises(PictureTooLarge):
        read_codes(media.png_bomb())
