"""The pure rules of coding: tree, noise, pseudonyms, coverage, text."""

import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.domain.codebook import CodeTree, Node
from coding.domain.coverage import Coded, coded_and_reviewed
from coding.domain.noise import drowned, obstacle
from coding.domain.pseudonyms import next_pseudonym, pseudonym
from coding.domain.text import searchable
from footage.timebase import FrameSpan

SPANS = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda pair: FrameSpan(pair[0], pair[0] + pair[1]))


def frames_of(*spans: FrameSpan) -> set[int]:
    return {frame for span in spans for frame in range(span.start, span.end)}


@given(SPANS, st.sampled_from(["audio", "both", "picture"]), st.lists(SPANS, max_size=6))
def test_an_obstacle_is_one_shared_frame_and_the_pieces_are_all_the_rest(
    span: FrameSpan, basis: str, confirmed: list[FrameSpan]
) -> None:
    found = obstacle(span, basis, confirmed)

    shared = frames_of(span) & frames_of(*confirmed)
    assert (found is not None) == (bool(shared) and basis != "picture")
    if found is not None:
        assert found.section in confirmed
        assert found.section.overlaps(span)
        assert frames_of(*found.pieces_outside) == frames_of(span) - frames_of(*confirmed)


@given(SPANS, st.lists(SPANS, max_size=6))
def test_a_line_is_drowned_when_no_frame_of_it_can_be_heard(span: FrameSpan, confirmed: list[FrameSpan]) -> None:
    assert drowned(span, confirmed) == (frames_of(span) <= frames_of(*confirmed))


@given(st.lists(st.tuples(SPANS, st.booleans()), max_size=10))
def test_coverage_counts_each_frame_once(segments: list[tuple[FrameSpan, bool]]) -> None:
    coded, reviewed = coded_and_reviewed(Coded(*segment) for segment in segments)

    assert coded.frames == len(frames_of(*(span for span, _ in segments)))
    assert frames_of(*reviewed.spans) == frames_of(*(span for span, approved in segments if approved))
    assert (coded.segments, reviewed.segments) == (len(segments), sum(approved for _, approved in segments))


@pytest.mark.parametrize(
    ("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_pseudonyms_count_like_columns(number: int, name: str) -> None:
    assert pseudonym(number) == name


@given(st.sets(st.integers(0, 40).map(pseudonym)))
def test_the_next_pseudonym_is_the_first_free_one(taken: set[str]) -> None:
    given_out = next_pseudonym(taken)

    assert given_out not in taken
    assert all(pseudonym(n) in taken for n in range(next(n for n in range(50) if pseudonym(n) == given_out)))


@given(st.text())
def test_text_is_found_however_it_was_composed_and_cased(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert searchable(unicodedata.normalize(form, text)) == searchable(text)


@pytest.mark.parametrize(
    ("one", "other"), [("Ёлка", "елка"), ("ПРИВЕТ", "привет"), ("Straße", "STRASSE"), ("ﬁ", "FI"), ("Ａ１", "a1")]
)
def test_what_looks_or_sounds_the_same_is_found_as_the_same(one: str, other: str) -> None:
    assert searchable(one) == searchable(other)


def test_different_words_stay_different() -> None:
    assert len({searchable(word) for word in ("난민", "난로", "и", "й", "e", "е")}) == 6


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    ids = [uuid.UUID(int=n + 1) for n in range(draw(st.integers(0, 12)))]
    return [Node(key, draw(st.sampled_from([None, *ids[:n]])) if n else None, str(n)) for n, key in enumerate(ids)]


@given(trees())
def test_a_code_lies_in_the_subtree_of_its_category(nodes: list[Node]) -> None:
    tree = CodeTree.of(nodes)

    for node in nodes:
        category = tree.category(node.id)
        assert category.parent is None
        assert node.id in tree.subtree(category.id)
        for target in nodes:
            assert tree.may_move(node.id, target.id) == (target.id not in tree.subtree(node.id))
        assert tree.may_move(node.id, None)


def test_a_circle_and_a_stranger_are_no_tree() -> None:
    a, b = uuid.UUID(int=1), uuid.UUID(int=2)

    with pytest.raises(ValueError, match="circle"):
        CodeTree.of([Node(a, b, "a"), Node(b, a, "b")])
    with pytest.raises(ValueError, match="not in the codebook"):
        CodeTree.of([Node(a, b, "a")])
