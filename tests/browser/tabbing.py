"""A page gone through by Tab: each stop can be seen, none is left out, none holds on."""

from playwright.sync_api import Page

from tests.browser.looking import focused

MOST_STOPS = 400

# Marks what has the focus; of a group of radio buttons one stands for all, and a date has stops
# for its year, month and day.
VISIT = """() => {
  const element = document.activeElement;
  if (element === document.body || element === window.lastStop) return "inside";
  if (element.dataset.visited) return "again";
  window.lastStop = element;
  const group = element.type === "radio"
    ? element.form.querySelectorAll(`input[type=radio][name="${element.name}"]`) : [element];
  for (const one of group) one.dataset.visited = "yes";
  return "new";
}"""
USABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
LEFT_OUT = f"""() => [...document.querySelectorAll({USABLE!r})]
  .filter((element) => element.tabIndex >= 0 && !element.disabled
    && element.checkVisibility({{visibilityProperty: true}}) && !element.dataset.visited)
  .map((element) => element.outerHTML.slice(0, 120))"""
FORGET = """() => {
  delete window.lastStop;
  for (const one of document.querySelectorAll("[data-visited]")) delete one.dataset.visited;
}"""


def faults_by_tab(page: Page) -> list[str]:
    """Press Tab until it comes round; return what nobody could see, and what Tab left out."""
    page.evaluate(FORGET)
    faults: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(VISIT)
        if stop == "again":
            break
        if stop == "new":
            faults += _unseen(focused(page))
    left_out: list[str] = page.evaluate(LEFT_OUT)
    return [*faults, *(f"left out by Tab: {part}" for part in left_out)]


def _unseen(stop: dict[str, object]) -> list[str]:
    return [] if stop["hasRing"] and stop["isOnTop"] else [f"not to be seen: {stop}"]
