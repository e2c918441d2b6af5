"""Who gets which arm: the conformance file, its fractions by other means, and what policies do when arms change."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from corrente.core.experiment import Learning, Measure, Metric, Policy, Test, Variant
from corrente.experiments.assignment import assigned, carried, fits, fraction, included, opening, place
from tests.experiments.write_assignment import FILE, whole

METRIC = Metric("leads", Measure.CONVERSIONS, "Lead Captured")
TEST = Test("page", "", (Variant("a"), Variant("b"), Variant("c")), METRIC, seed="one", inclusion_seed="two")
CASES = json.loads(FILE.read_text(encoding="ascii"))


def test_the_conformance_file_is_what_this_side_gives() -> None:
    assert FILE.read_text(encoding="ascii") == whole(), "make it again: python -m tests.experiments.write_assignment"
    assert len(CASES) > 300


def test_every_fraction_of_the_file_is_the_first_53_bits_of_the_digest() -> None:
    """By hexadecimal digits instead of bytes and shifts: 13 of them are 52 bits, and one bit more."""
    for case in CASES:
        for seed, found in (("seed", "fraction"), ("inclusion_seed", "inclusion")):
            digits = hashlib.sha256(f"{case['test'][seed]}:{case['unit']}".encode()).hexdigest()
            bits = f"{int(digits, 16):0256b}"[:53]
            assert case["expected"][found] == int(bits, 2) / 2**53


@pytest.mark.parametrize(
    ("seed", "unit", "digits"),
    [  # printf '%s' "$seed:$unit" | sha256sum
        ("s", "", "05d8bd490f04e6"),
        ("ebook-page", "anon-123", "1029d2ec239be9"),
        ("semente", "joão", "cf9e075f4197d5"),
        ("种子", "日本語", "d5e2ff79ffd4d2"),
        ("seed", "👩🏽‍💻", "8dd595951825e8"),
        ("a:b", "a:b", "4fb708562500ee"),
    ],
)
def test_a_fraction_agrees_with_sha256sum(seed: str, unit: str, digits: str) -> None:
    if program := shutil.which("sha256sum"):
        said = subprocess.run([program], input=f"{seed}:{unit}".encode(), capture_output=True, check=True).stdout
        assert said.decode().startswith(digits)
    assert fraction(seed, unit) == (int(digits, 16) >> 3) / 2**53


def test_fractions_are_uniform_and_independent_between_seeds() -> None:
    """20,000 units, 200 in each of 100 cells; with 99 degrees of freedom the statistic passes 149 once in 1,000."""
    units = [f"person-{number}" for number in range(20_000)]
    at = [np.array([fraction(seed, unit) for unit in units]) for seed in ("one", "two")]
    counts, _, _ = np.histogram2d(*at, bins=10, range=((0, 1), (0, 1)))
    assert ((counts - 200) ** 2 / 200).sum() < 149


def test_an_arm_without_weight_never_comes_out() -> None:
    assert place((0.0, 1.0), 0.0) == 1
    assert place((0.5, 0.5, 0.0), 1 - 2**-53) == 1
    assert place((0.1, 0.1, 0.0), 0.99) == 1  # rounding leaves a gap: the last that is open
    assert {place((0.3, 0.0, 0.7), number / 100) for number in range(100)} == {0, 2}


def test_shares_come_out_as_the_policy_says() -> None:
    """5,000 units at 0.2, 0.3 and 0.5: three standard errors are at most 0.022."""
    policy = Policy(4, ("a", "b", "c"), {"": (0.2, 0.3, 0.5)})
    found = [assigned(TEST, policy, f"person-{number}", {}) for number in range(5_000)]
    for arm, weight in zip(policy.arms, (0.2, 0.3, 0.5), strict=True):
        assert np.mean([one.arm == arm for one in found]) == pytest.approx(weight, abs=0.022)
        assert {one.probability for one in found if one.arm == arm} == {weight}


def test_a_growing_share_keeps_who_is_in() -> None:
    units = [f"person-{number}" for number in range(1_000)]
    few, more = ({unit for unit in units if included(replace(TEST, share=share), unit)} for share in (0.2, 0.6))
    assert few < more
    assert not any(included(replace(TEST, share=0.0), unit) for unit in units)
    assert all(included(TEST, unit) for unit in units)


def test_the_first_policy_knows_nothing_yet() -> None:
    assert opening(TEST).weights == {"": pytest.approx((1 / 3,) * 3)}
    fixed = replace(TEST, learning=Learning.FIXED, variants=(Variant("a", weight=1), Variant("b", weight=3)))
    assert opening(fixed).weights == {"": (0.25, 0.75)}
    assert opening(replace(fixed, hold_back=0.2)).weights[""] == pytest.approx((0.2 + 0.8 * 0.25, 0.8 * 0.75))
    dropped = replace(TEST, variants=(Variant("a"), Variant("b", dropped=True), Variant("c")))
    assert opening(dropped).weights == {"": (0.5, 0.0, 0.5)}


def test_dropping_an_arm_keeps_the_proportions_of_the_others() -> None:
    learnt = Policy(5, ("a", "b", "c"), {"": (0.2, 0.3, 0.5), "new": (0.1, 0.9, 0.0)})
    dropped = replace(TEST, variants=(Variant("a"), Variant("b"), Variant("c", dropped=True)))
    assert not fits(dropped, learnt)
    after = carried(dropped, learnt, 6)
    assert after.weights == {"": pytest.approx((0.4, 0.6, 0)), "new": pytest.approx((0.1, 0.9, 0))}
    assert fits(dropped, after)


def test_an_added_arm_gets_an_equal_share() -> None:
    learnt = Policy(5, ("a", "b", "c"), {"": (0.2, 0.3, 0.5)})
    more = replace(TEST, variants=(*TEST.variants, Variant("d")))
    assert not fits(more, learnt)
    after = carried(more, learnt, 6)
    assert after.arms == ("a", "b", "c", "d")
    assert after.weights[""] == pytest.approx((0.15, 0.225, 0.375, 0.25))


def test_a_fixed_split_that_changes_is_followed_at_once() -> None:
    fixed = replace(TEST, learning=Learning.FIXED)
    before = opening(fixed)
    assert fits(fixed, before)
    changed = replace(fixed, variants=(Variant("a", weight=2), Variant("b"), Variant("c")))
    assert carried(changed, before, 2) == opening(changed, 2)
    assert not fits(changed, before)
