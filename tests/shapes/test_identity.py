from passerby.shapes.identity import is_agent_id, is_id, new_id


def test_an_id_is_twelve_lower_case_letters_and_digits() -> None:
    ids = [new_id() for _ in range(500)]
    assert all(is_id(each) for each in ids)
    assert set("".join(ids)) == set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_no_id_comes_twice() -> None:
    assert len({new_id() for _ in range(5000)}) == 5000


def test_what_is_no_id_is_not_taken_for_one() -> None:
    for text in (
        "",
        "abc",
        "ABCDEFGHIJKL",
        "abcdefghijkl\n",
        "abcdefghijklm",
        "../../../etc",
        "abcdéfghijkl",
    ):
        assert not is_id(text), text


def test_an_agent_is_named_by_lower_case_words() -> None:
    assert all(map(is_agent_id, ("local", "gate-2", "a", "x" * 40)))
    assert not any(map(is_agent_id, ("", "Local", "a/b", "a_b", "x" * 41, "local\n", "*")))
