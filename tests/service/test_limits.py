"""Token buckets: a burst, then a steady rate; bounded memory; one household, one bucket."""

from __future__ import annotations

import pytest

from corrente.service.limits import Buckets, Rate, network, parsed
from corrente.service.live import RECENT_SECONDS, Recent
from corrente.service.refusals import Refused
from tests.experiments.test_exposures import exposed


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_a_steady_rate() -> None:
    clock = Clock()
    buckets = Buckets(Rate(2, 5), clock)
    assert [buckets.take("a") for _ in range(5)] == [0] * 5
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0
    clock.now = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    clock.now = 100
    assert [buckets.take("a") for _ in range(6)] == [0, 0, 0, 0, 0, pytest.approx(0.5)]


def test_a_large_amount_is_taken_from_a_full_bucket_and_paid_off() -> None:
    clock = Clock()
    buckets = Buckets(Rate(2, 5), clock)
    assert buckets.take("a", 25) == 0
    assert buckets.take("a") == pytest.approx(10.5)
    clock.now = 10.5
    assert buckets.take("a") == 0


def test_memory_is_bounded_and_those_who_flood_are_remembered() -> None:
    clock = Clock()
    buckets = Buckets(Rate(1, 2), clock, most=100)
    for number in range(1_000):
        clock.now += 0.1
        buckets.take(f"passer-by {number}")
        buckets.take("flood")
        assert len(buckets._held) <= 100
    assert buckets.take("flood", 2) > 0


def test_a_household_has_one_bucket() -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2") != network("2001:db8:1:3::1")
    assert network("::ffff:203.0.113.9") == network("203.0.113.9") == "203.0.113.9"
    assert network("testclient") == "testclient"


def test_what_was_decided_lately_is_remembered_for_a_while() -> None:
    clock = Clock()
    recent = Recent(clock, most=10)
    recent.put("1", exposed("1"))
    assert recent.get("1") == exposed("1")
    clock.now = RECENT_SECONDS + 1
    assert recent.get("1") == exposed("1")
    clock.now = 2 * RECENT_SECONDS + 3
    assert recent.get("1") is None
    for number in range(100):
        recent.put(f"{number}", exposed(f"{number}"))
    assert recent.get("99") is not None
    assert recent.get("0") is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"1", b"null", b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a":-Infinity}',
     b'{"a":"\\u0000"}', b'{"\\u0000":1}', b'{"a":["\\ud800"]}', b'{"a":"\\uDC00x"}', b'{"a":"\xff"}',
     b"\xef\xbb\xbf{}", b"{'a':1}", b'{"a":1}}', b'{"a":' + b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_only_sound_json_is_read(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        parsed(body)
    assert refused.value.status == 422


def test_sound_json_is_read_as_it_is() -> None:
    assert parsed(b'{"a":"\\ud83d\\ude00 \\\\u0000","b":[1.5,true,null,{}]}') == {
        "a": "😀 \\u0000", "b": [1.5, True, None, {}],
    }  # fmt: skip
