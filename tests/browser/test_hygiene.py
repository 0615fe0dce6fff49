"""On every screen, in both themes: nothing that axe objects to, no error in the console, nobody else asked."""

import pytest

from tests.browser.axe import complaints
from tests.browser.client import ApiClient
from tests.browser.conftest import OpenPage
from tests.browser.screens import SCREENS, SIGN_IN, Place, Screen
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_accessible_and_keeps_to_itself(
    screen: Screen, furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    page = open_page(admin)
    screen.open(page, furnished)
    found = complaints(page)
    assert not found, "\n".join(found)


def test_the_sign_in_is_accessible_and_keeps_to_itself(
    furnished: Place, admin: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(401, "/session/")
    page = open_page(ApiClient(admin.address))
    SIGN_IN.open(page, furnished)
    found = complaints(page)
    assert not found, "\n".join(found)
