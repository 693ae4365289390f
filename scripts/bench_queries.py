"""How many queries each page makes; run inside Django, beside bench_data."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.models import Card
from scripts.visitor import ANSWER, MOCK, PROGRESS, RESULT, REVIEW, START, TICKET

PAGES = (
    "/",
    REVIEW,
    "/library/",
    "/library/section/1-1/",
    "/settings/",
    PROGRESS,
    f"{PROGRESS}objective/330.1/",
    f"{PROGRESS}pages/",
    f"{PROGRESS}forecasts/",
)


def count(session: str, examined: str) -> None:
    """Print how many queries each takes, and what: an answer, the pages, a paper and its result.

    `examined` is the session of a learner who has sat papers.
    """
    count_days(browser(session))
    count_papers(browser(examined))


def browser(session: str) -> Client:
    """Return a signed-in browser."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def count_papers(client: Client) -> None:
    """Count the pages of the mock exam, and an answer on a paper that is abandoned afterwards."""
    page = client.get(MOCK).text
    print(queries(client, MOCK))
    print(queries(client, RESULT.findall(page)[0], name="/mock/…/result/"))
    first = client.post(START, {"paper": "whole"}).headers["Location"]
    print(queries(client, first, name="/mock/…/1/"))
    print(queries(client, first, name="/mock/…/1/ (an answer)", choice="1", go="next"))
    client.post(first.removesuffix("1/") + "abandon/")


def count_days(client: Client) -> None:
    """Count the answer to a card, and every page of the days."""
    client.get(REVIEW)  # what is read once a day is read now
    print(queries(client, ANSWER, ticket=TICKET.findall(client.get(REVIEW).text)[0], grade="5"))
    card = Card.objects.active().for_study().order_by("pk")[0]
    for page in (*PAGES, f"/library/card/{card.key}/"):
        print(queries(client, page))


def queries(client: Client, path: str, name: str = "", **form: str) -> str:
    """Ask for a page, or send a form; return the number of queries, and the address or its name."""
    with CaptureQueriesContext(connection) as captured:
        if form:
            client.post(path, form, headers={"hx-request": "true"})
        else:
            client.get(path)
    statements = [query["sql"] for query in captured]
    counted = [sql for sql in statements if not sql.startswith(("BEGIN", "COMMIT"))]
    return f"{len(counted)} {name or path}"
