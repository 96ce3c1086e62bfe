import copy
import math
import pickle
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerby.passes import template_rows
from passerby.passes.gallery import Gallery, Match
from passerby.passes.nearest import distances
from passerby.passes.pass_columns import pass_id_of, pass_number
from passerby.passes.site_passes import Pass
from passerby.passes.templates import MAX_LENGTH, Numbers, Template, distance
from passerby.shapes.errors import PassError, TemplateError
from tests.passes.people import FOREVER, MODEL, NOW, made_pass, realistic, template

Vector = list[int]


def gallery_of(passes: list[Pass], dimension: int) -> Gallery:
    gallery = Gallery(MODEL, dimension)
    gallery.add_all(passes)
    return gallery


def brute_force(passes: list[Pass], query: Template, now: float) -> Match:
    """The definition: every template compared, the nearest of each person kept."""
    found = [
        (float(distances(each.templates[index].numbers[np.newaxis], query.numbers)[0]), each.pass_id, each)
        for each in passes
        if each.valid_from <= now < each.valid_until
        for index in range(len(each.templates))
    ]
    if not found:
        return Match()
    least, pass_id, best = min(found, key=lambda entry: entry[:2])
    others = [entry[0] for entry in found if entry[2].card_tag != best.card_tag]
    return Match(pass_id, least, min(others, default=math.inf))


@contextmanager
def codes_from_the_start() -> Iterator[None]:
    """Search codes for four rows already, and blocks of 256: what else takes a hundred thousand passes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(template_rows, "CODED_FROM", 4)
        patch.setattr(template_rows, "BLOCK_ROWS", 256)
        patch.setattr("passerby.passes.nearest._MANY", 1)
        yield


SMALL = st.lists(st.integers(-3, 3), min_size=3, max_size=3)
CHANGES = st.one_of(
    st.tuples(
        st.just("add"),
        st.integers(0, 9),
        st.lists(SMALL, min_size=1, max_size=3),
        st.integers(0, 5),
        st.integers(0, 4),
        st.integers(1, 4),
    ),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(st.just("expire"), st.integers(0, 9)),
)


def _apply(gallery: Gallery, kept: dict[str, Pass], change: tuple[object, ...]) -> None:
    match change:
        case ("add", int(number), list(numbers), int(person), int(begin), int(span)):
            added = made_pass(number, numbers, person, begin, begin + span)
            gallery.add(added)
            kept[added.pass_id] = added
        case ("withdraw", int(number)):
            found = kept.pop(pass_id_of(number), None) is not None
            assert gallery.withdraw(pass_id_of(number)) is found
        case ("expire", int(now)):
            over = [pass_id for pass_id, each in kept.items() if each.valid_until <= now]
            assert gallery.expire(now) == len(over)
            for pass_id in over:
                del kept[pass_id]


@pytest.mark.parametrize("coded", [False, True])
@given(changes=st.lists(CHANGES, max_size=25), query=SMALL, now=st.integers(0, 9))
@settings(max_examples=150)
def test_after_any_changes_a_search_finds_what_comparing_all_finds(
    coded: bool, changes: list[tuple[object, ...]], query: Vector, now: int
) -> None:
    kept: dict[str, Pass] = {}
    asked = template(query)
    if coded:
        with codes_from_the_start():
            _check_changes(kept, changes, asked, now)
    else:
        _check_changes(kept, changes, asked, now)


def _check_changes(
    kept: dict[str, Pass], changes: list[tuple[object, ...]], asked: Template, now: float
) -> None:
    gallery = Gallery(MODEL, 3)
    for change in changes:
        _apply(gallery, kept, change)
        assert len(gallery) == len(kept)
        assert gallery.search(asked, now) == brute_force(list(kept.values()), asked, now)


def _assert_exact(numbers: Numbers, queries: Numbers) -> None:
    """Passes with one template each, and the first of equals found."""
    gallery = gallery_of(
        [made_pass(number, row[None]) for number, row in enumerate(numbers)], len(queries[0])
    )
    for query in queries:
        found = distances(numbers, query)
        order = np.argsort(found, kind="stable")
        wanted = Match(pass_id_of(int(order[0])), float(found[order[0]]), float(found[order[1]]))
        assert gallery.search(template(query), NOW) == wanted


def test_among_many_like_real_ones_strangers_and_members_are_found_exactly() -> None:
    everybody = realistic(5040)
    members, strangers = everybody[:5000], everybody[5000:5020]
    themselves = members[:20] + everybody[5020:] * np.float32(0.35 / 0.6)
    _assert_exact(members, np.concatenate([strangers, themselves]))


def _clustered(generator: np.random.Generator) -> npt.NDArray[np.float64]:
    return np.repeat(generator.normal(size=(10, 128)), 300, axis=0) + generator.normal(0, 1e-4, (3000, 128))


def _one_far_out(generator: np.random.Generator) -> npt.NDArray[np.float64]:
    numbers = generator.normal(0, 0.1, (3000, 128))
    numbers[1234] = 5000.0
    return numbers


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(np.random.default_rng(1).uniform(-1, 1, (3000, 128)), id="uniform"),
        pytest.param(np.full((3000, 128), 0.25), id="all the same"),
        pytest.param(np.zeros((3000, 128)), id="nothing but zeros"),
        pytest.param(_clustered(np.random.default_rng(2)), id="clustered"),
        pytest.param(_one_far_out(np.random.default_rng(3)), id="one far out"),
        pytest.param(np.random.default_rng(4).normal(0, 1, (2000, 1)) * np.ones(128), id="on one line"),
        pytest.param(np.random.default_rng(5).normal(0, 1e-18, (2000, 128)), id="very small"),
        pytest.param(np.random.default_rng(6).normal(0, 1e4, (2000, 128)), id="very large"),
        pytest.param(np.random.default_rng(7).normal(0, 0.05, (2000, 512)), id="of 512 numbers"),
        pytest.param(np.random.default_rng(8).integers(0, 2, (2000, 8)), id="of 8 numbers, often the same"),
    ],
)
def test_whatever_the_templates_are_like_the_search_is_exact(numbers: npt.NDArray[np.float64]) -> None:
    small = numbers.astype(np.float32)
    near = small[[3, -1]] * np.float32(1.01) + np.float32(1e-3)
    _assert_exact(small, np.concatenate([small[:2], near, -small[5:6]]))


def test_neighbours_nearer_to_each_other_than_codes_can_tell_are_told_apart() -> None:
    numbers = np.random.default_rng(10).uniform(-1, 1, (3000, 3)).astype(np.float32)
    _assert_exact(numbers, np.random.default_rng(11).uniform(-1, 1, (200, 3)).astype(np.float32))


def test_templates_unlike_those_the_codes_were_fitted_to_are_found_exactly() -> None:
    first, later = realistic(1100), realistic(300, seed=9) * np.float32(40)
    gallery = gallery_of([made_pass(number, row[None]) for number, row in enumerate(first)], 128)
    gallery.add_all([made_pass(5000 + number, row[None]) for number, row in enumerate(later)])
    everybody = np.concatenate([first, later])
    for query in (first[7] * np.float32(1.1), later[7] * np.float32(1.01)):
        found = np.sort(distances(everybody, query))
        match = gallery.search(template(query), NOW)
        assert (match.distance, match.second_distance) == (found[0], found[1])


def test_search_stays_exact_while_a_large_gallery_fills_and_empties() -> None:
    everybody = realistic(2610)
    numbers, queries = everybody[:2600], everybody[2600:]
    gallery = Gallery(MODEL, 128)
    for number, row in enumerate(numbers):
        gallery.add(made_pass(number, row[None], valid_until=NOW + number))
    for left in (2600, 1500, 700, 400, 1, 0):
        now = NOW + 2600 - left
        gallery.expire(now)
        assert len(gallery) == max(left - 1, 0)
        still = np.arange(2600 - left + 1, 2600)
        for query in queries:
            found = np.sort(distances(numbers[still], query))
            match = gallery.search(template(query), now)
            wanted = [*found[:2].tolist(), math.inf, math.inf][:2]
            assert [match.distance, match.second_distance] == wanted


def test_a_pass_is_as_near_as_the_nearest_of_its_templates() -> None:
    gallery = gallery_of([made_pass(1, [[9, 9], [1, 0], [5, 5]]), made_pass(2, [[0, 3]])], 2)
    assert gallery.search(template([0, 0]), NOW) == Match(pass_id_of(1), 1.0, 3.0)


def test_passes_of_one_person_do_not_make_each_other_doubtful() -> None:
    passes = [made_pass(1, [[1, 0]], person=7), made_pass(2, [[1, 0]], person=7), made_pass(3, [[4, 0]])]
    assert gallery_of(passes, 2).search(template([0, 0]), NOW) == Match(pass_id_of(1), 1.0, 4.0)


def test_two_people_equally_near_are_seen_to_be() -> None:
    passes = [made_pass(2, [[0, 1]]), made_pass(1, [[1, 0]])]
    assert gallery_of(passes, 2).search(template([0, 0]), NOW) == Match(pass_id_of(1), 1.0, 1.0)


def test_an_empty_gallery_matches_nobody() -> None:
    assert Gallery(MODEL, 2).search(template([0, 0]), NOW) == Match("", math.inf, math.inf)


@pytest.mark.parametrize("others", [0, 2000])
def test_a_pass_that_is_over_or_has_not_begun_never_matches_swept_or_not(others: int) -> None:
    passes = [
        made_pass(1, [[0] * 8], valid_until=NOW),
        made_pass(2, [[0] * 8], valid_from=NOW + 1),
        made_pass(3, [[0] * 7 + [9]], valid_from=NOW, valid_until=NOW + 1),
    ]
    far = np.random.default_rng(0).normal(100, 1, (others, 8))
    gallery = gallery_of(passes + [made_pass(10 + number, row[None]) for number, row in enumerate(far)], 8)
    query = template([0] * 8)
    assert gallery.search(query, NOW).best == pass_id_of(3)
    assert gallery.search(query, NOW).second_distance > 100
    assert gallery.expire(NOW) == 1
    assert gallery.search(query, NOW).best == pass_id_of(3)
    assert gallery.search(query, NOW + 1).best == pass_id_of(2)
    assert gallery.search(query, NOW - 1).distance > 100


def test_a_pass_that_is_opened_again_replaces_the_one_before() -> None:
    gallery = gallery_of([made_pass(1, [[1, 0], [2, 0]]), made_pass(2, [[9, 0]])], 2)
    gallery.add(made_pass(1, [[5, 0]]))
    assert len(gallery) == 2
    assert gallery.search(template([0, 0]), NOW) == Match(pass_id_of(1), 5.0, 9.0)


def test_of_a_batch_with_one_id_twice_the_last_counts() -> None:
    gallery = gallery_of([made_pass(1, [[1, 0]]), made_pass(1, [[5, 0]])], 2)
    assert len(gallery) == 1
    assert gallery.search(template([0, 0]), NOW).distance == 5.0


def test_a_card_finds_its_pass_and_is_compared_with_no_other() -> None:
    gallery = gallery_of([made_pass(1, [[3, 4], [30, 40]], person=7), made_pass(2, [[0, 1]], person=8)], 2)
    query, card = template([0, 0]), (7).to_bytes(16, "big")
    assert gallery.pass_of_card(card, NOW) == pass_id_of(1)
    assert gallery.distance_to(query, card, NOW) == 5.0 == distance(query, template([3, 4]))
    for unknown in (bytes(16), card[::-1]):
        assert gallery.pass_of_card(unknown, NOW) is None
        assert gallery.distance_to(query, unknown, NOW) is None
    assert gallery.pass_of_card(card, FOREVER) is None
    assert gallery.distance_to(query, card, FOREVER) is None


def test_tags_that_agree_in_half_of_their_bytes_are_of_two_people() -> None:
    tags = [bytes(16), bytes(8) + bytes([1] * 8), bytes([1] * 8) + bytes(8)]
    passes = [
        Pass(pass_id_of(number), "site00000001", tag, (template([number, 0]),), 0.0, FOREVER)
        for number, tag in enumerate(tags)
    ]
    gallery = gallery_of(passes, 2)
    assert [gallery.pass_of_card(tag, NOW) for tag in tags] == [pass_id_of(number) for number in range(3)]
    assert gallery.search(template([0, 0]), NOW).second_distance == 1.0
    assert gallery.search(template([2, 0]), NOW).second_distance == 1.0


def test_of_two_passes_of_a_card_the_one_that_is_valid_longest_is_told() -> None:
    passes = [made_pass(1, [[1, 0]], person=7, valid_until=NOW + 5), made_pass(2, [[2, 0]], person=7)]
    assert gallery_of(passes, 2).pass_of_card((7).to_bytes(16, "big"), NOW) == pass_id_of(2)


def test_withdrawn_templates_and_their_codes_are_overwritten_at_once() -> None:
    numbers = realistic(1500)
    gallery = gallery_of([made_pass(number, row[None]) for number, row in enumerate(numbers)], 128)
    blocks = gallery._rows._blocks
    for withdrawn in (1499, 0, 700):
        assert gallery.withdraw(pass_id_of(withdrawn))
        [block] = blocks
        assert not (block.numbers == numbers[withdrawn]).all(axis=1).any()
        assert not block.numbers[len(gallery) :].any()
        assert not block.codes[:, len(gallery) :].any()
    last_numbers, last_codes = blocks[0].numbers, blocks[0].codes
    gallery.clear()
    assert not last_numbers.any()
    assert not last_codes.any()
    assert len(gallery) == 0


def test_what_room_is_left_behind_when_more_is_needed_is_overwritten() -> None:
    gallery = gallery_of([made_pass(number, [[number + 1.0] * 4]) for number in range(256)], 4)
    before = gallery._rows._blocks[0].numbers
    gallery.add(made_pass(999, [[1.0] * 4]))
    assert gallery._rows._blocks[0].numbers is not before
    assert not before.any()


def test_a_search_leaves_nothing_of_the_query_behind() -> None:
    numbers = realistic(1501)
    gallery = gallery_of([made_pass(number, row[None]) for number, row in enumerate(numbers[:-1])], 128)
    gallery.search(template(numbers[-1]), NOW)
    rows = gallery._rows
    assert rows._folding is not None
    assert len(rows._scores) >= 1500
    assert not rows._query.any()
    assert not rows._scores.any()


def test_withdrawing_what_is_not_there_is_told() -> None:
    gallery = gallery_of([made_pass(1, [[1, 0]])], 2)
    assert not gallery.withdraw(pass_id_of(2))
    assert not gallery.withdraw("no id at all")
    assert gallery.withdraw(pass_id_of(1))
    assert not gallery.withdraw(pass_id_of(1))


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        (Template("other", np.zeros(2, np.float32)), "got one of other with 2"),
        (Template(MODEL, np.zeros(3, np.float32)), "got one of test-1 with 3"),
        (Template(MODEL, np.full(2, MAX_LENGTH, np.float32)), "no longer than"),
    ],
)
def test_templates_of_another_model_are_refused_and_change_nothing(wrong: Template, refused: str) -> None:
    gallery = gallery_of([made_pass(1, [[1, 0]])], 2)
    with pytest.raises(TemplateError, match=refused):
        gallery.search(wrong, NOW)
    with pytest.raises(TemplateError, match=refused):
        gallery.distance_to(wrong, bytes(16), NOW)
    if wrong.numbers.max() < MAX_LENGTH:
        replaced = Pass(pass_id_of(1), "site00000001", bytes(16), (wrong,), 0.0, FOREVER)
        with pytest.raises(TemplateError, match=refused):
            gallery.add_all([made_pass(2, [[1, 0]]), replaced])
    assert gallery.search(template([0, 0]), NOW) == Match(pass_id_of(1), 1.0, math.inf)


def test_a_tag_of_another_length_is_refused() -> None:
    gallery = Gallery(MODEL, 2)
    with pytest.raises(PassError, match="16 bytes; got 15"):
        gallery.pass_of_card(bytes(15), NOW)


@pytest.mark.parametrize("people", [500, 4000, 10_000])
def test_memory_is_at_most_a_third_more_than_the_numbers_alone(people: int) -> None:
    numbers = realistic(people)
    gallery = gallery_of([made_pass(number, row[None]) for number, row in enumerate(numbers)], 128)
    gallery.search(template(numbers[0]), NOW)
    assert gallery.nbytes <= 1.3 * numbers.nbytes


def test_a_gallery_shows_nothing_and_stays_where_it_is() -> None:
    gallery = gallery_of([made_pass(1, [[1, 0]])], 2)
    assert repr(gallery) == "Gallery()"
    for way_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied or pickled"):
            way_out(gallery)


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=12))
def test_ids_are_read_back_from_their_numbers(text: str) -> None:
    assert pass_id_of(pass_number(text)) == text
    assert 0 <= pass_number(text) < 2**63
