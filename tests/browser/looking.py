"""What a page looks like to an eye: where things are, and where the focus is."""

from playwright.sync_api import FloatRect, Locator, Page

# The name, the text and the outline of what has the focus, and whether the eye can see it.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const ring = element.closest(".terminal, .option") ?? element;
  const [{top, bottom, left, right}] = element.getClientRects();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const onTop = document.elementFromPoint(x, y);
  const copy = element.cloneNode(true);
  for (const hint of copy.querySelectorAll("kbd, svg, [aria-hidden]")) hint.remove();
  return {
    tag: element.tagName.toLowerCase(),
    name: element.ariaLabel || element.name || "",
    text: copy.textContent.trim().replace(/\\s+/g, " "),
    hasRing: [element, ring].some((one) => getComputedStyle(one).outlineStyle !== "none"),
    isOnTop: onTop !== null && (element.contains(onTop) || ring.contains(onTop)),
  };
}"""

OVERFLOWING = """() => [...document.querySelectorAll("body *")]
  .filter((element) =>
    element.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && element.checkVisibility() && !element.closest(".unseen"))
  .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)"""


def focused(page: Page) -> dict[str, object]:
    """Return what has the focus; fails when nothing has."""
    found: dict[str, object] | None = page.evaluate(FOCUSED)
    assert found is not None, "the focus is lost: it is on the body"
    return found


def box(part: Locator) -> FloatRect:
    """Return where a part is, in the window's pixels."""
    found = part.bounding_box()
    assert found is not None, f"{part} is not to be seen"
    return found


def sticks_out(page: Page) -> list[str]:
    """Return what makes the page scroll sideways; empty when it does not."""
    widths: tuple[int, int] = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if widths[0] <= widths[1]:
        return []
    found: list[str] = page.evaluate(OVERFLOWING)
    return found or [f"something: {widths[0]} px on a page of {widths[1]} px"]


def is_in_sight(page: Page, part: Locator) -> bool:
    """Tell whether the whole part is within the window, without scrolling."""
    where, window = box(part), page.viewport_size
    assert window is not None
    return (
        where["x"] >= 0
        and where["y"] >= 0
        and where["x"] + where["width"] <= window["width"] + 1
        and where["y"] + where["height"] <= window["height"] + 1
    )
