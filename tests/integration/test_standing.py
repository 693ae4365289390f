"""The dashboard: what each objective risks, what was measured of it, and what to reread."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from cards.core.schedule import Mode
from cards.core.scoring import Score
from cards.models import Card, Exam, Learner, Section, Tally, Trace
from cards.progress.dashboard import Dashboard, Filter, Standing, build
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_heading,
    make_learner,
    make_state,
)
from tests.sessions import RETIRED, section

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
STABILITY = 10


def make_recalled(learner: Learner, place: Section, number: int, **fields: object) -> list[Card]:
    """Return cards that are recalled nine times in ten today: that is what stability means."""
    cards = [make_card(section=place, **fields) for _ in range(number)]
    Trace.objects.bulk_create(
        Trace(
            learner=learner,
            card=card,
            stability=STABILITY,
            difficulty=5,
            reviewed_on=TODAY - STABILITY * DAY,
        )
        for card in cards
    )
    return cards


def tally(learner: Learner, place: Section, day: date, asked: int, recalled: int) -> Tally:
    return Tally(
        learner=learner,
        day=day,
        objective=place.objective,
        kind="concept",
        form="recall",
        answers=asked,
        asked=asked,
        recalled=recalled,
    )


def built(learner: Learner, *, kind: str = "", form: str = "") -> Dashboard:
    return build(learner, TODAY, Filter(kind, form))


def standing_of(learner: Learner, place: Section, **chosen: str) -> Standing:
    code = place.objective.code
    return next(one for one in built(learner, **chosen).standings if one.code == code)


def test_an_unseen_card_counts_as_missed(learner: Learner) -> None:
    place = section(1, weight=8)
    make_recalled(learner, place, 1)
    make_card(section=place)

    standing = standing_of(learner, place)

    assert (standing.cell.cards, standing.cell.seen) == (2, 1)
    assert standing.cell.recall_of_seen == pytest.approx(0.9)
    assert standing.at_risk == pytest.approx(8 * (0.1 + 1) / 2)


def test_the_objectives_come_by_points_at_risk_not_by_recall_nor_by_weight(
    learner: Learner,
) -> None:
    light, heavy, heaviest, empty = (section(n, w) for n, w in enumerate([2, 6, 9, 20], 1))
    make_card(section=light)  # recalled not at all, and 2 points
    make_recalled(learner, heavy, 1)
    make_card(section=heavy)  # 0.55 of 6 points
    make_recalled(learner, heaviest, 3)  # 0.1 of 9 points

    dashboard = built(learner)

    codes = [standing.code for standing in dashboard.standings]
    assert codes == [place.objective.code for place in (heavy, light, heaviest, empty)]
    risks = [standing.at_risk for standing in dashboard.standings]
    assert risks == pytest.approx([3.3, 2.0, 0.9, 0.0])
    assert [standing.code for standing in dashboard.weakest] == codes[:2]
    assert dashboard.at_risk == pytest.approx(sum(risks))


def test_without_an_answer_the_whole_exam_is_at_risk(learner: Learner) -> None:
    for number, weight in enumerate([8, 6, 6, 40], 1):
        make_card(section=section(number, weight))

    dashboard = built(learner)

    assert dashboard.points == Exam.objects.get().questions == 60
    assert dashboard.at_risk == 60


def test_recall_is_measured_over_four_weeks_and_told_week_by_week(learner: Learner) -> None:
    here, there = section(1), section(2)
    days_back = {28: (9, 9), 27: (4, 3), 21: (1, 0), 20: (5, 5), 7: (3, 2), 6: (2, 1), 0: (1, 1)}
    Tally.objects.bulk_create(
        tally(learner, here, TODAY - back * DAY, *counts) for back, counts in days_back.items()
    )
    other = make_learner()
    Tally.objects.bulk_create(
        [tally(learner, there, TODAY, 7, 7), tally(other, here, TODAY, 50, 0)],
    )

    standing = standing_of(learner, here)

    assert standing.weeks == (Score(3, 5), Score(5, 5), Score(2, 3), Score(2, 3))
    assert standing.measured == Score(12, 16)
    assert standing_of(learner, there).measured == Score(7, 7)
    assert standing_of(learner, here, kind="term").measured == Score(0, 0)


def test_only_due_cards_are_measured(learner: Learner) -> None:
    place = section(1)
    card = make_card(section=place)
    answer(learner, card, 2, at=NOON - DAY)  # met
    answer(learner, card, 4, at=NOON - DAY, mode=Mode.DRILL)
    answer(learner, card, 3)  # due
    answer(learner, card, 4, mode=Mode.PRACTICE)
    answer(learner, make_card(section=place), 0)  # met

    answer(learner, make_card(section=section(2)), at=NOON - DAY)

    standing = standing_of(learner, place)

    assert standing.measured == Score(1, 1)
    assert standing.answered_today == 2
    assert standing_of(learner, section(2)).answered_today == 0


def test_due_are_cards_of_today_and_before_that_are_neither_aside_nor_retired(
    learner: Learner,
) -> None:
    here, there = section(1), section(2)
    for back in (0, 3):
        make_state(
            learner=learner, card=make_card(section=here, kind="term"), due_date=TODAY - back * DAY
        )
    make_state(learner=learner, card=make_card(section=here))
    make_state(learner=learner, card=make_card(section=here), due_date=TODAY + DAY)
    make_state(learner=learner, card=make_card(section=here), is_suspended=True)
    make_state(learner=learner, card=make_card(section=here, retired_at=RETIRED))
    make_state(learner=make_learner(), card=make_card(section=there))

    assert standing_of(learner, here).due == 3
    assert standing_of(learner, here, kind="term").due == 2
    assert standing_of(learner, there).due == 0


def test_headings_come_by_what_their_cards_put_at_risk(learner: Learner) -> None:
    light, heavy = section(1, weight=2), section(2, weight=8)
    headings = [
        make_heading(section=place, pages=pages)
        for place in (light, heavy)
        for pages in [(16, 19), (20, 29)]
    ]
    make_card(section=light)
    make_card(section=light)  # one heading with all 2 points of its objective
    make_recalled(learner, heavy, 3)  # 3 of 4 cards, recalled at 0.9
    make_card(section=heavy, first_page=20, last_page=20)  # 1 of 4 cards, never seen

    rereads = built(learner).rereads

    by_risk = [headings[3], headings[0], headings[2], headings[1]]
    # Two risk 2 points each; where risk is equal the code decides.
    by_risk[:2] = sorted(by_risk[:2], key=lambda heading: heading.code)
    assert [reread.heading for reread in rereads] == by_risk
    assert [reread.at_risk for reread in rereads] == pytest.approx([2.0, 2.0, 0.6, 0.0])
    assert sum(reread.at_risk for reread in rereads) == pytest.approx(built(learner).at_risk)


def sums_of(standings: Sequence[Standing]) -> tuple[int, int, float]:
    cells = [standing.cell for standing in standings]
    return (
        sum(cell.cards for cell in cells),
        sum(cell.seen for cell in cells),
        round(sum(cell.recall for cell in cells), 6),
    )


def test_a_kind_and_a_form_narrow_every_number(learner: Learner) -> None:
    place = section(1, weight=10)
    make_heading(section=place, pages=(16, 39))
    make_recalled(learner, place, 2, kind="command", form="typed")
    make_card(section=place, kind="command", form="recall")
    make_card(section=place, kind="term", form="recall")

    assert sums_of(built(learner).standings) == (4, 2, 1.8)
    assert sums_of(built(learner, kind="command").standings) == (3, 2, 1.8)
    assert sums_of(built(learner, form="recall").standings) == (2, 0, 0.0)
    typed = built(learner, kind="command", form="typed")
    assert sums_of(typed.standings) == (2, 2, 1.8)
    assert typed.at_risk == pytest.approx(1.0)
    assert [reread.at_risk for reread in typed.rereads] == pytest.approx([1.0])
