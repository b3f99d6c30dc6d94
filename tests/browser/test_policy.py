"""The strict headers, where they count: a real browser runs the app and refuses nothing."""

import pytest

from tests.browser.inspector import Inspector
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

NEEDED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LOOSE = ("'unsafe-eval'", "http:", "https:", "*", "'unsafe-hashes'", "'strict-dynamic'")


def test_app_starts_and_enrols_under_its_policy(playwright, endpoint, tmp_path):
    phone, answers = Phone(playwright, tmp_path / "profile"), []
    phone.start()
    phone.page.on("response", lambda each: answers.append(each))

    Inspector(phone, None).enrol(endpoint.address, endpoint.codes["demo-inspector-1"])

    own = [
        each
        for each in answers
        if each.url.startswith(endpoint.address) and not each.from_service_worker
    ]
    assert len(own) > 10
    for each in own:
        headers = each.headers
        assert {name: headers.get(name) for name in NEEDED} == NEEDED, each.url
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy, each.url
        sources = policy.replace(";", " ").split()
        assert not set(LOOSE) & set(sources), each.url
        scripts = policy.partition("script-src")[2].partition(";")[0]
        assert "'unsafe-inline'" not in scripts, each.url
    assert phone.refused == []
    assert_python_reaches_only(endpoint.address, phone.page)
    phone.close()


def assert_python_reaches_only(address, page):
    """A worker has the policy of its own script's answer; its page's does not hold for it."""
    reach = "fetch('{}/v1/health', {{mode: 'no-cors'}}).then(() => 'reached', error => error.name)"
    (python,) = page.workers
    elsewhere = address.replace("localhost", "127.0.0.1")

    assert python.evaluate(reach.format(address)) == "reached"
    assert python.evaluate(reach.format(elsewhere)) == "TypeError"


def test_refusal_of_a_policy_is_noticed(playwright, endpoint, tmp_path):
    """Otherwise the test above could not fail."""
    phone = Phone(playwright, tmp_path / "profile")
    phone.start()
    phone.page.goto(f"{endpoint.address}/t/none")

    phone.page.evaluate("document.head.append(Object.assign(document.createElement('script'), "
                        "{textContent: 'window.ran = true'}))")  # fmt: skip

    assert phone.page.evaluate("window.ran") is None
    assert len(phone.refused) == 1
    phone.close()
