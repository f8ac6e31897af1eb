"""A browser without a window that holds every page it opens to the house rules."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BASE = "http://127.0.0.1:5000"
XHTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class HouseClient(FlaskClient):
    """Speaks to the app under its own address; `submit` fills in the CSRF token as a form would."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not kwargs.get("headers") or "Host" not in kwargs["headers"]:
            kwargs.setdefault("base_url", BASE)
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and kwargs.get("method") != "HEAD"
        if is_page and response.status_code not in range(300, 400):
            assert house_rules_broken_by(response.text) == []
        return response

    def submit(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form with the token of this visit."""
        return self.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def token(self) -> str:
        """The CSRF token every page carries in its language switch."""
        page = parsed(self.get("/start").text)
        return next(field.get("value", "") for field in _all(page, "input") if field.get("name") == "csrf_token")


def parsed(html: str) -> Element:
    """A page as a tree; invalid HTML raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(html)


def text_of(html: str) -> str:
    """What a page says, white space single."""
    return " ".join("".join(_first(parsed(html), "body").itertext()).split())


def house_rules_broken_by(html: str) -> list[str]:
    """Every house rule a page breaks, in words; empty when it is a good one."""
    try:
        page = parsed(html)
    except html5lib.html5parser.ParseError as error:
        return [f"not valid HTML: {error}", html]
    return [
        *_head_rules(page),
        *_id_rules(page),
        *_label_rules(page),
        *_script_rules(page, html),
        *_form_rules(page),
        *_address_rules(page),
    ]


def _head_rules(page: Element) -> list[str]:
    broken = []
    if not page.get("lang"):
        broken.append("no lang on <html>")
    if len(_all(page, "h1")) != 1:
        broken.append(f"{len(_all(page, 'h1'))} h1 instead of one")
    if not "".join(_first(page, "title").itertext()).strip(" ·"):
        broken.append("no title")
    return broken


def _id_rules(page: Element) -> list[str]:
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    broken = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    for element in page.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            missing = [name for name in element.get(attribute, "").split() if name not in ids]
            broken.extend(f"{attribute}={name} points nowhere" for name in missing)
    return broken


def _label_rules(page: Element) -> list[str]:
    labelled = {label.get("for") for label in _all(page, "label")}
    wrapped = {id(inner) for label in _all(page, "label") for inner in label.iter()}
    return [
        f"<{field.tag.removeprefix(XHTML)} name={field.get('name')}> has no label"
        for field in _fields(page)
        if field.get("id") not in labelled
        and id(field) not in wrapped
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]


def _fields(page: Element) -> list[Element]:
    inputs = [field for field in _all(page, "input") if field.get("type") not in UNLABELLED_TYPES]
    return [*inputs, *_all(page, "select"), *_all(page, "textarea")]


def _script_rules(page: Element, html: str) -> list[str]:
    broken = [
        f"inline script: {''.join(script.itertext())}" for script in _all(page, "script") if not script.get("src")
    ]
    broken += ["inline <style>" for _ in _all(page, "style")]
    attributes = _WrittenAttributes(html).found
    broken += [f"{name} attribute" for name in attributes if name == "style" or name.startswith("on")]
    return broken


def _form_rules(page: Element) -> list[str]:
    posting = [form for form in _all(page, "form") if form.get("method", "get").lower() == "post"]
    return [
        f"form to {form.get('action')} carries no token"
        for form in posting
        if not any(field.get("name") == "csrf_token" and field.get("value") for field in _all(form, "input"))
    ]


def _address_rules(page: Element) -> list[str]:
    """Nothing is loaded from elsewhere, and no link runs a script."""
    broken = []
    for element in page.iter():
        for attribute in ("src", "action", "formaction", "srcset", "poster", "data"):
            address = element.get(attribute, "")
            if urlsplit(address).netloc or address.startswith("data:"):
                broken.append(f"{attribute} leads elsewhere: {address}")
        if urlsplit(element.get("href", "").strip()).scheme not in ("", "https", "mailto", "http"):
            broken.append(f"href {element.get('href')}")
        if element.tag == f"{XHTML}link" and urlsplit(element.get("href", "")).netloc:
            broken.append(f"link leads elsewhere: {element.get('href')}")
    return broken


class _WrittenAttributes(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(name for name, _ in attrs)


def _all(page: Element, tag: str) -> list[Element]:
    return list(page.iter(f"{XHTML}{tag}"))


def _first(page: Element, tag: str) -> Element:
    return _all(page, tag)[0]
