from passerby.gate.shown_cards import WaitingCards


def test_the_card_that_waits_the_longest_is_taken_first_with_its_time() -> None:
    waiting = WaitingCards(for_s=10.0)
    waiting.keep(b"late", 3.0)
    waiting.keep(b"early", 1.0)
    assert waiting.take(4.0) == (b"early", 1.0)
    assert waiting.take(4.0) == (b"late", 3.0)
    assert waiting.take(4.0) is None


def test_a_card_waits_no_longer_than_it_is_told() -> None:
    waiting = WaitingCards(for_s=10.0)
    waiting.keep(b"card", 1.0)
    assert waiting.take(11.5) is None


def test_a_day_of_cards_before_an_empty_gate_fills_no_memory() -> None:
    waiting = WaitingCards(for_s=10.0)
    for second in range(3600):
        waiting.keep(second.to_bytes(4), float(second))
        assert len(waiting) <= 11
