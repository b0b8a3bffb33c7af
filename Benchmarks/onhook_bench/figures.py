"""Figures: what was measured, beside its peer and its budget."""

import statistics
from dataclasses import dataclass, field


class Malfunction(Exception):
    """Something did not work, so that there is nothing to compare. A missed budget is none."""


@dataclass
class Figure:
    """One line of the table. `rounds` holds the phone's and the peer's result of each round, in the unit."""

    name: str
    unit: str
    rounds: list
    budget: float | None = None
    higher_is_better: bool = False
    peer: str = ""
    # Compares the phone's own result with the budget rather than its ratio to the peer's.
    is_absolute: bool = False
    # What holds it, from the data of the run; shown when the budget is missed.
    because: str = ""
    notes: dict = field(default_factory=dict)

    @property
    def phone_result(self):
        return statistics.median(phone for phone, _ in self.rounds)

    @property
    def peer_result(self):
        results = [peer for _, peer in self.rounds if peer is not None]
        return statistics.median(results) if results else None

    @property
    def ratio(self):
        """The median of the ratios of the rounds: what slows the machine for a while slows both halves of a round."""
        ratios = [phone / peer for phone, peer in self.rounds if peer]
        return statistics.median(ratios) if ratios else None

    @property
    def compared(self):
        return self.phone_result if self.is_absolute else self.ratio

    @property
    def verdict(self):
        if self.budget is None:
            return ""
        excess = self.budget - self.compared if self.higher_is_better else self.compared - self.budget
        if excess <= 0:
            return "met"
        reason = f", because {self.because}" if self.because else ""
        unit = f" {self.unit}" if self.is_absolute else ""
        share = f" ({excess / self.budget:.0%})" if self.budget else ""
        return f"missed by {shown(excess)}{unit}{share}{reason}"

    def record(self):
        return {
            "name": self.name,
            "unit": self.unit,
            "peer": self.peer,
            "ratio": self.ratio,
            "budget": self.budget,
            "higher_is_better": self.higher_is_better,
            "compares": "result" if self.is_absolute else "ratio",
            "phone": self.phone_result,
            "peer_result": self.peer_result,
            "rounds": self.rounds,
            "verdict": self.verdict,
            "notes": self.notes,
        }


def shown(number):
    """Three digits that count."""
    if number is None:
        return ""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}" if number >= 1 else f"{number:.2f}"


def table(figures):
    """The figures as a Markdown table, ratios first."""
    lines = ["| What | Ratio | Budget | Phone | Peer | |", "|---|---:|---:|---:|---:|---|"]
    for figure in figures:
        bound = "≥" if figure.higher_is_better else "≤"
        unit = f" {figure.unit}" if figure.is_absolute else ""
        budget = f"{bound} {shown(figure.budget)}{unit}" if figure.budget is not None else ""
        peer = f"{shown(figure.peer_result)} {figure.unit} ({figure.peer})" if figure.peer else ""
        lines.append(
            f"| {figure.name} | {shown(figure.ratio)} | {budget} | {shown(figure.phone_result)} {figure.unit} "
            f"| {peer} | {figure.verdict} |"
        )
    notes = [f"{figure.name}: {text}" for figure in figures for text in figure.notes.values() if isinstance(text, str)]
    return "\n".join(lines + ([""] + [f"* {note}" for note in notes] if notes else []))
