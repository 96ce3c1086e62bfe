from threading import Event, Thread

from passerby.passes.gallery import Gallery, Match
from passerby.passes.pass_columns import pass_id_of
from tests.passes.people import MODEL, NOW, made_pass, realistic, template


def test_searches_see_all_of_a_change_or_nothing_of_it() -> None:
    everybody = realistic(1500)
    gallery = Gallery(MODEL, 128)
    gallery.add_all([made_pass(number, row[None]) for number, row in enumerate(everybody[:1400])])
    query = template(everybody[1450])
    before = gallery.search(query, NOW)
    # Two new passes, one at the query and one very near, of two people: seen together or not at all.
    pair = [
        made_pass(5001, everybody[1450][None], valid_until=NOW + 1),
        made_pass(5002, everybody[1450][None] * 1.001, valid_until=NOW + 1),
    ]
    gallery.add_all(pair)
    after = gallery.search(query, NOW)
    gallery.expire(NOW + 1)
    assert after.best == pass_id_of(5001)
    assert gallery.search(query, NOW) == before

    found: set[Match] = set()
    done = Event()

    def search() -> None:
        while not done.is_set():
            found.add(gallery.search(query, NOW))

    searchers = [Thread(target=search) for _ in range(2)]
    for thread in searchers:
        thread.start()
    for _ in range(100):
        gallery.add_all(pair)
        gallery.expire(NOW + 1)
    done.set()
    for thread in searchers:
        thread.join()
    assert found <= {before, after}
    assert found
    assert len(gallery) == 1400
