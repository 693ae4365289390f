"""How many queries each page makes; run inside Django, beside bench_data."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.models import Card
from scripts.visitor import ANSWER, REVIEW, TICKET

PAGES = ("/", REVIEW, "/library/", "/library/section/1-1/", "/settings/")


def count(session: str) -> None:
    """Print a line for the answer and for each page: how many queries, and its address."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(REVIEW)  # what is read once a day is read now
    print(queries(client, ANSWER, ticket=TICKET.findall(client.get(REVIEW).text)[0], grade="5"))
    card = Card.objects.active().for_study().order_by("pk")[0]
    for page in (*PAGES, f"/library/card/{card.key}/"):
        print(queries(client, page))


def queries(client: Client, path: str, **form: str) -> str:
    """Ask for a page, or send a form; return the number of queries and the address."""
    with CaptureQueriesContext(connection) as captured:
        if form:
            client.post(path, form, headers={"hx-request": "true"})
        else:
            client.get(path)
    statements = [query["sql"] for query in captured]
    counted = [sql for sql in statements if not sql.startswith(("BEGIN", "COMMIT"))]
    return f"{len(counted)} {path}"
