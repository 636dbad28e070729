"""How many tokens and how much money a run may still spend, when calls run side by side."""

from __future__ import annotations

from dataclasses import dataclass

from stc.errors import BudgetError, InputError
from stc.models.prices import estimate_tokens, price

GUESS = 2_048  # tokens set aside for a reply without a limit while others are under way


@dataclass(frozen=True)
class Amount:
    """Tokens, input and output together, and US dollars."""

    tokens: float = 0
    cost: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.tokens - other.tokens, self.cost - other.cost)


@dataclass(frozen=True)
class Need:
    """What one call takes at the least (its prompt, and its reply where that has a limit) and what to set aside."""

    least: Amount
    aside: Amount


class Allowance:
    """What is spent and set aside; the session holds its lock around every method.

    A call that fits only if the calls under way end shorter than their limits waits for them; one that would not fit
    even alone is refused. So the limit is never passed by more than the unknown length of one reply.
    """

    def __init__(self, max_tokens: int | None, max_cost: float | None) -> None:
        for name, value in (("max_tokens", max_tokens), ("max_cost", max_cost)):
            if value is not None and not value > 0:
                raise InputError(f"{name} must be more than 0, got {value}", hint="leave it out for no limit")
        self.max_tokens, self.max_cost = max_tokens, max_cost
        self.spent, self.aside, self.under_way = Amount(), Amount(), 0

    @property
    def limited(self) -> bool:
        return self.max_tokens is not None or self.max_cost is not None

    def need(self, model: str, prompt: str, limit: int | None) -> Need:
        """Estimate what a call takes; InputError where money is limited and the model's price unknown."""
        if not self.limited:
            return Need(Amount(), Amount())
        rates = price(model) if self.max_cost is not None else (0.0, 0.0)
        if rates is None:
            raise InputError(
                f"{model}: nobody here knows its price, so max_cost cannot be kept",
                code="unknown-price",
                hint="limit the tokens instead: --max-tokens",
            )
        given = estimate_tokens(prompt)

        def amount(made: int) -> Amount:
            return Amount(given + made, given * rates[0] + made * rates[1])

        return Need(amount(limit or 0), amount(GUESS if limit is None else limit))

    def fits(self, need: Need) -> bool:
        """Whether the call may begin beside those under way; BudgetError where it would not fit even alone."""
        self._refuse(need)
        total = self.spent + self.aside + need.aside
        return not self.under_way or (
            (self.max_tokens is None or total.tokens <= self.max_tokens)
            and (self.max_cost is None or total.cost <= self.max_cost)
        )

    def begin(self, need: Need) -> None:
        self.under_way += 1
        self.aside += need.aside

    def end(self, need: Need, spent: Amount) -> None:
        self.under_way -= 1
        self.aside -= need.aside
        self.spent += spent

    def _refuse(self, need: Need) -> None:
        """Raise BudgetError where the call does not fit even if nothing else runs."""
        total = self.spent + need.least
        if self.max_tokens is not None and (self.spent.tokens >= self.max_tokens or total.tokens > self.max_tokens):
            raise BudgetError(
                f"max_tokens is reached: {self.spent.tokens:,.0f} of {self.max_tokens:,} tokens are spent,"
                f" the next call takes about {need.least.tokens:,.0f} or more",
                hint="raise --max-tokens to go on; with the same --journal nothing is paid twice",
            )
        if self.max_cost is not None and (self.spent.cost >= self.max_cost or total.cost > self.max_cost):
            raise BudgetError(
                f"max_cost is reached: ${self.spent.cost:.4f} of ${self.max_cost:.4f} are spent,"
                f" the next call takes about ${need.least.cost:.4f} or more",
                hint="raise --max-cost to go on; with the same --journal nothing is paid twice",
            )
