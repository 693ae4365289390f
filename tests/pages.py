"""Reading pages as a learner does: words, forms, and buttons by the key that presses them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Node:
    """An element: its attributes and what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None" = None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, or the default."""
        return self.attributes.get(name, default)

    def has(self, name: str) -> bool:
        """Tell whether an attribute is given, with or without a value."""
        return name in self.attributes

    @property
    def text(self) -> str:
        """Every word inside, one space between two."""
        return " ".join("".join(self._strings()).split())

    @property
    def elements(self) -> "Iterator[Node]":
        """This element and all below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.elements

    def all(self, tag: str = "", **attributes: str) -> "list[Node]":
        """Return the elements with this tag and these attributes; class_="a" is one class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [node for node in self.elements if node._is(tag, wanted)]

    def one(self, tag: str = "", **attributes: str) -> "Node":
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes} in: {self.text}"
        return found[0]

    def _is(self, tag: str, wanted: dict[str, str]) -> bool:
        return tag in ("", self.tag) and all(
            value in self.get(name).split() if name == "class" else self.get(name) == value
            for name, value in wanted.items()
        )

    def _strings(self) -> Iterator[str]:
        for child in self.children:
            yield from (child._strings() if isinstance(child, Node) else [child])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.tag, f"</{tag}> closes <{self.here.tag}>: {self.here.text}"
        assert self.here.parent
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(html: str | bytes) -> Node:
    """Return the page; it fails where an element is not closed in its place."""
    reader = _Reader()
    reader.feed(html if isinstance(html, str) else html.decode())
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root


def fields_of(form: Node) -> dict[str, Any]:
    """Return what a browser sends with a form, its buttons aside."""
    fields: dict[str, Any] = {}
    for box in form.all("input"):
        is_box = box.get("type") in ("radio", "checkbox")
        if box.has("disabled") or (is_box and not box.has("checked")):
            continue
        fields.setdefault(box["name"], []).append(box.get("value"))
    return {name: values if name == "choice" else values[0] for name, values in fields.items()}


class Reviewer:
    """A learner in a review, by plain forms or, as htmx does it, by regions."""

    def __init__(self, client: Client, *, htmx: bool = False) -> None:
        self.client = client
        self.headers = HTMX if htmx else {}
        self.page = Node("", {})
        self.response: Any = None

    def open(self, query: str = "") -> Node:
        """Load the review."""
        return self._read(self.client.get(reverse("cards:review") + query))

    @property
    def form(self) -> Node:
        """The form of the card."""
        return self.page.one("form", id="card-form")

    @property
    def ticket(self) -> str:
        """The ticket of the card."""
        return str(self.fields["ticket"])

    @property
    def fields(self) -> dict[str, Any]:
        """What the form sends, its buttons aside."""
        return fields_of(self.form)

    @property
    def prompt(self) -> str:
        """The question."""
        return self.page.one(id="prompt").text

    @property
    def notice(self) -> str:
        """The one line that says what happened, wherever it stands."""
        return " ".join(
            node.text for class_ in ("notice", "messages") for node in self.page.all(class_=class_)
        )

    def button(self, key: str) -> Node:
        """Return the button that this key presses."""
        found = [node for node in self.page.all("button") if key in node.get("data-key").split()]
        assert len(found) == 1, f"{len(found)} buttons for {key} in: {self.page.text}"
        return found[0]

    def press(self, key: str, **filled: Any) -> Node:
        """Fill in fields and press the button of a key."""
        return self.send(self.button(key), filled)

    def enter(self, **filled: Any) -> Node:
        """Press Enter in a field: a browser takes the form's first button."""
        return self.send(self.form.all("button")[0], filled)

    def send(self, button: Node, filled: dict[str, Any]) -> Node:
        """Send the form around a button, as that button does."""
        form: Node | None = button
        while form and form.tag != "form":
            form = form.parent
        assert form
        pressed = {button["name"]: button.get("value")} if button.has("name") else {}
        address = button.get("formaction") or form["action"]
        return self.post(address, {**fields_of(form), **filled, **pressed})

    def post(self, address: str, fields: dict[str, Any]) -> Node:
        """Send fields to an address, and read the page that follows."""
        response = self.client.post(address, fields, headers=self.headers, follow=True)
        if "HX-Redirect" in response.headers:
            response = self.client.get(response.headers["HX-Redirect"])
        return self._read(response)

    def _read(self, response: Any) -> Node:
        assert response.status_code == 200, response.status_code
        self.response, self.page = response, read(response.content)
        return self.page
