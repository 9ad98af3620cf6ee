"""What pages may load and run. That none of them breaks the policy is looked at after every test with a browser."""

import pytest
from playwright.sync_api import expect

from e2e.browsing import Browsing
from e2e.walk import MY_INDEX


class TestContentPolicy:
    @pytest.mark.parametrize("path", ["/", "/sign-in/", MY_INDEX, "/card-index/add/", "/nowhere/"])
    def test_allows_the_portals_own_files_and_nothing_inline(self, browsing: Browsing, path: str) -> None:
        page = browsing.signed_in("anna")

        answer = page.goto(path)

        assert answer is not None
        policy = answer.headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert not [directive for directive in policy if "unsafe" in directive or "*" in directive]

    def test_stops_a_script_that_somebody_slipped_into_the_page(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/")

        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))"
        )

        expect(page).not_to_have_title("1")
        browsing.forgive("Content Security Policy")
