"""Where I stand: the page of all objectives, that of one, the pages to reread, days off."""

from datetime import timedelta

import pytest
from django.test import Client

from cards.mock.sitting import hand_in
from cards.models import Learner, Sitting, Tally
from cards.progress.readiness import LEAST_ANSWERS, LEAST_ASKED
from cards.templatetags.card_text import chance, minutes_up
from tests.factories import NOON, TODAY, answer, make_card, make_section, make_typed
from tests.pages import Node, read
from tests.sessions import section
from tests.sittings import make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

PROGRESS, DAY_OFF = "/progress/", "/progress/day-off/"
DAY = timedelta(days=1)


def page_of(client: Client, path: str = PROGRESS) -> Node:
    response = client.get(path)
    assert response.status_code == 200
    return read(response.content)


def links_of(page: Node) -> list[str | None]:
    return [link.attributes.get("href") for link in page.all(tag="a")]


def log_enough(learner: Learner) -> None:
    """Have the log add up to what a forecast needs."""
    objective = make_section().objective
    counts = {"answers": LEAST_ANSWERS, "asked": LEAST_ASKED}
    Tally.objects.create(learner=learner, day=TODAY - 30 * DAY, objective=objective, **counts)


def test_the_first_day_is_told_what_a_forecast_still_needs(client: Client) -> None:
    make_card()

    text = page_of(client).text

    assert "Not enough data" in text
    assert "100 more answers in the reviews" in text
    assert "of them 30 to cards that were due" in text


def test_with_enough_answers_a_score_is_expected(client: Client, learner: Learner) -> None:
    answer(learner, make_card(), 5, at=NOON - DAY)
    log_enough(learner)

    text = page_of(client).text

    assert "Not enough data" not in text
    assert "of 60 right to be expected today" in text


def test_each_objective_leads_to_a_drill_its_cards_and_its_pages(client: Client) -> None:
    make_card()

    links = links_of(page_of(client))

    drill = next(link for link in links if link and link.startswith("/review/?objective=330.1"))
    assert "/library/?objective=330.1" in links
    assert "/progress/objective/330.1/#pages" in links
    assert read(client.get(drill).content).one(id="prompt").text


def test_a_ten_minute_drill_ends_after_ten_minutes_of_cards(client: Client) -> None:
    for _ in range(70):
        make_card()
    links = links_of(page_of(client))
    drill = next(link for link in links if link and link.startswith("/review/?objective=330.1"))

    progress = read(client.get(drill).content).one(tag="progress")

    # 600 seconds at the 12 that an answer usually takes.
    assert progress.attributes["max"] == "50"


def test_the_filters_count_only_what_they_name(client: Client) -> None:
    make_card()
    make_typed(accepted=["virsh list"])

    assert "0/2 seen" in page_of(client).text
    assert "0/1 seen" in page_of(client, PROGRESS + "?form=typed").text
    assert "0/0 seen" in page_of(client, PROGRESS + "?form=choice").text


def test_an_objective_that_is_not_in_the_exam_is_not_found(client: Client) -> None:
    make_card()

    assert client.get("/progress/objective/999.9/").status_code == 404


def test_the_page_of_an_objective_lists_only_its_own_headings(client: Client) -> None:
    make_card(section=section(1))
    make_card(section=section(2))

    lists = page_of(client, f"/progress/objective/{section(1).objective.code}/")

    codes = {link for link in links_of(lists) if link and "/library/section/" in link}
    assert all(link.startswith(f"/library/section/{section(1).code}/") for link in codes)


def test_the_app_shows_no_verdict_on_itself_before_it_has_forecasts(client: Client) -> None:
    text = page_of(client, "/progress/forecasts/").text

    assert "0 forecasts so far: too few to judge them." in text
    assert "No mock exam with a forecast has been sat yet." in text


def test_the_score_forecast_of_a_paper_is_kept_and_shown_beside_what_it_became(
    client: Client, learner: Learner
) -> None:
    make_pool(60)
    answer(learner, make_card(), 5, at=NOON - DAY)
    log_enough(learner)
    client.post("/mock/start/", {"paper": "whole"})
    sitting = Sitting.objects.get()
    assert sitting.expected is not None

    hand_in(learner, sitting.pk, NOON)

    assert (
        f"{sitting.expected_low}–{sitting.expected_high}"
        in page_of(client, "/progress/forecasts/").text
    )


def test_a_paper_without_enough_answers_has_no_forecast(client: Client) -> None:
    make_pool(60)

    client.post("/mock/start/", {"paper": "whole"})

    assert Sitting.objects.get().expected is None


def test_a_day_off_is_marked_and_taken_back(client: Client, learner: Learner) -> None:
    day = (TODAY + DAY).isoformat()

    for _ in range(2):  # also where two devices press it
        response = client.post(DAY_OFF, {"day": day, "off": "1"})
        assert response.headers["Location"] == "/progress/#days-off"
        learner.refresh_from_db()
        assert learner.days_off == [day]

    for _ in range(2):
        client.post(DAY_OFF, {"day": day, "off": "0"})
        learner.refresh_from_db()
        assert learner.days_off == []


def test_the_page_sends_what_its_buttons_show(client: Client, learner: Learner) -> None:
    make_card()
    learner.days_off = [TODAY.isoformat()]
    learner.save()

    sent = [field["value"] for field in page_of(client).all("input", name="off")]

    assert sent == ["0", *["1"] * 13]


def test_days_off_gone_by_are_dropped_with_the_next_change(
    client: Client, learner: Learner
) -> None:
    learner.days_off = [(TODAY - DAY).isoformat()]
    learner.save()

    client.post(DAY_OFF, {"day": TODAY.isoformat(), "off": "1"})

    learner.refresh_from_db()
    assert learner.days_off == [TODAY.isoformat()]


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "2099-01-01"])
def test_no_other_day_can_be_off(client: Client, learner: Learner, day: str) -> None:
    response = client.post(DAY_OFF, {"day": day}, follow=True)

    learner.refresh_from_db()
    assert learner.days_off == []
    assert "Only one of the coming fourteen days" in read(response.content).text


def test_on_a_day_off_nothing_is_asked_and_today_says_so(client: Client, learner: Learner) -> None:
    answer(learner, make_card(), 4, at=NOON - 10 * DAY)
    make_card()
    assert "Today is a day off" not in page_of(client, "/").text

    client.post(DAY_OFF, {"day": TODAY.isoformat(), "off": "1"})

    today = page_of(client, "/")
    assert today.one(class_="load").text.startswith("0")
    assert "Today is a day off" in today.text


@pytest.mark.parametrize("days", [0, -3])
def test_an_exam_that_is_not_ahead_is_not_asked_for(
    client: Client, learner: Learner, days: int
) -> None:
    learner.exam_date = TODAY + days * DAY
    learner.save()
    make_card()

    text = page_of(client).text

    assert "Set your exam date" not in text
    assert "No exam lies ahead" in text


@pytest.mark.parametrize("limit", [0, 1])
def test_a_limit_that_is_too_low_is_said(client: Client, learner: Learner, limit: int) -> None:
    for _ in range(100):
        make_card()
    learner.exam_date, learner.new_cards_a_day = TODAY + 30 * DAY, limit
    learner.save()

    text = page_of(client).text

    assert "Your minutes a day are enough" not in text
    assert f"With your own limit of {limit} new card" in text


def test_a_drill_of_ten_minutes_is_never_over_before_it_begins(
    client: Client, learner: Learner
) -> None:
    for _ in range(70):
        answer(learner, make_card(kind="command"), 4)
    for _ in range(60):
        make_card(kind="term")

    for address in (PROGRESS, PROGRESS + "?kind=term"):
        [drill] = [
            link for link in links_of(page_of(client, address)) if link and "extra=1" in link
        ]
        assert page_of(client, drill).all("form", id="card-form")


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "<1"), (0.004, "<1"), (0.01, "1"), (0.99, "99"), (1.0, ">99")]
)
def test_a_forecast_is_never_called_certain(share: float, shown: str) -> None:
    assert chance(share) == shown


def test_no_begun_minute_comes_of_the_last_digits_of_a_sum() -> None:
    assert minutes_up(sum([0.1] * 3) - 0.3 + 1800) == 30
    assert minutes_up(1800.1) == 31
