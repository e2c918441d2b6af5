"""How an implementation of assignment in JavaScript is held to the conformance file: the names of cases that differ."""

from pathlib import Path

CASES = Path(__file__).with_name("assignment.json")

DIFFERING = """(assign, cases) => cases.filter(({ test, policy, unit, context, expected }) => {
    const found = assign.assign(test, policy, unit, context);
    return assign.fraction(test.seed, unit) !== expected.fraction
        || assign.fraction(test.inclusion_seed, unit) !== expected.inclusion
        || assign.included(test, unit) !== expected.included
        || assign.cell(test, policy, context) !== expected.cell
        || (found && found.arm) !== expected.arm
        || (found && found.probability) !== expected.probability;
}).map((one) => one.name)"""
