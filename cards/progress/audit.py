"""The app keeps score of its own forecasts: of recall, card by card, and of scores, by paper."""

from dataclasses import dataclass

from cards.core.calibration import Bin, Calibration, Verdict, hits
from cards.models import Calibration as CalibrationRow
from cards.models import Learner, Sitting

BINS = 10


@dataclass(frozen=True, slots=True)
class Audit:
    """Forecasts against what happened. `papers` are those whose score had been forecast."""

    recall: Calibration
    papers: list[Sitting]
    papers_hit: int

    @property
    def is_off(self) -> bool:
        """Whether the forecasts of recall have been wrong by more than chance."""
        return self.recall.verdict in (Verdict.OPTIMISTIC, Verdict.PESSIMISTIC)


def read_audit(learner: Learner) -> Audit:
    """Return how good the forecasts for this learner were."""
    rows = {row.tenth: row for row in CalibrationRow.objects.filter(learner=learner)}
    bins = tuple(_bin(tenth, rows.get(tenth)) for tenth in range(BINS))
    forecast = Sitting.objects.of(learner).scored().exclude(expected=None)
    papers = list(forecast.order_by("-started_at", "pk"))
    inside, _ = hits(
        (paper.expected_low or 0, paper.expected_high or 0, paper.right or 0) for paper in papers
    )
    return Audit(Calibration(bins), papers, inside)


def _bin(tenth: int, row: CalibrationRow | None) -> Bin:
    row = row or CalibrationRow(tenth=tenth)
    return Bin(
        low=tenth / BINS,
        high=(tenth + 1) / BINS,
        forecasts=row.forecasts,
        expected=row.expected,
        recalled=row.recalled,
        squares=row.squares,
        expected_of_recalled=row.expected_of_recalled,
    )
