"""The chain of events: whatever is changed in it, it breaks there."""

import datetime
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.audit.chain import Facts, digest, first_break

MOMENTS = st.datetimes(min_value=datetime.datetime(2020, 1, 1), timezones=st.just(datetime.UTC))  # noqa: DTZ001
STATES = st.none() | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=3)
PROJECT = uuid.UUID(int=7)


@st.composite
def chains(draw: st.DrawFn) -> list[tuple[Facts, str]]:
    chain: list[tuple[Facts, str]] = []
    for seq in range(1, draw(st.integers(1, 6)) + 1):
        facts = Facts(
            PROJECT, seq, draw(MOMENTS), draw(st.none() | st.uuids()), None, draw(st.text(max_size=9)), "segment",
            draw(st.uuids()), draw(STATES), draw(STATES), chain[-1][1] if chain else "",
        )  # fmt: skip
        chain.append((facts, digest(facts)))
    return chain


@given(chains())
def test_a_whole_chain_is_whole(chain: list[tuple[Facts, str]]) -> None:
    assert first_break(chain) is None


@given(chains(), st.data())
def test_a_change_of_any_fact_is_found_where_it_is(chain: list[tuple[Facts, str]], data: Any) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    facts, stored = chain[place]
    change = data.draw(
        st.sampled_from(
            [
                {"action": facts.action + "!"}, {"actor": uuid.UUID(int=1)}, {"after": {"never": 1}},
                {"at": facts.at + datetime.timedelta(microseconds=1)}, {"object_id": uuid.UUID(int=2)},
                {"token": uuid.UUID(int=3)}, {"project": uuid.UUID(int=4)}, {"object_type": "line"},
            ]
        )
    )  # fmt: skip
    chain[place] = (facts._replace(**change), stored)

    assert first_break(chain) == facts.seq


@given(chains(), st.data())
def test_an_event_that_is_missing_or_doubled_is_found(chain: list[tuple[Facts, str]], data: Any) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))

    assert first_break([*chain[: place + 1], *chain[place:]]) == place + 2
    shorter = chain[:place] + chain[place + 1 :]
    assert first_break(shorter) == (None if place == len(chain) - 1 else place + 1)
