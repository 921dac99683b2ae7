"""What chance would bring: tails of counts, and the price of having looked in many places."""

from math import exp, lgamma, log
from typing import Final

TINY: Final = 1e-12


def excess(seen: float, expected: float) -> float:
    """The log-likelihood ratio of a Poisson count that is above its mean; 0 when it is not (Kulldorff)."""
    mean = max(expected, TINY)
    return seen * log(seen / mean) - (seen - mean) if seen > mean else 0.0


def log_tail(seen: int, expected: float) -> float:
    """The natural logarithm of the chance that a Poisson count of this mean is at least `seen`."""
    if seen <= 0:
        return 0.0
    mean = max(expected, TINY)
    if seen <= mean:
        return log_of_complement(sum(exp(_log_term(each, mean)) for each in range(seen)))
    # Above the mean the terms fall at least as fast as a geometric row: sum until they say nothing.
    first, total, term, each = _log_term(seen, mean), 1.0, 1.0, seen
    while term > total * 1e-12:
        each += 1
        term *= mean / each
        total += term
    return min(0.0, first + log(total))


def log_of_complement(share: float) -> float:
    """log(1 - share), for a share that rounding may have brought to one."""
    return log(max(1.0 - share, TINY))


def log_choose(of: int, some: int) -> float:
    """The natural logarithm of how many groups of `some` there are among `of`."""
    if not 0 < some < of:
        return 0.0
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def log_binomial_tail(hits: int, tries: int, share: float) -> float:
    """Log of the chance of at least `hits` in `tries` when each hits with probability `share`."""
    if hits <= 0 or share >= 1:
        return 0.0
    share = max(share, TINY)
    terms = [
        log_choose(tries, each) + each * log(share) + (tries - each) * log(1 - share)
        for each in range(hits, tries + 1)
    ]
    most = max(terms)
    return min(0.0, most + log(sum(exp(term - most) for term in terms)))


def _log_term(count: int, mean: float) -> float:
    return count * log(mean) - mean - lgamma(count + 1)
