from wscli.wire.quoting import quoted, shortened


def test_a_short_text_is_quoted_whole() -> None:
    assert quoted("Connection") == "'Connection'"


def test_what_does_not_print_is_escaped() -> None:
    assert quoted("a\x1b[31m\r\nb") == r"'a\x1b[31m\r\nb'"


def test_sixty_characters_are_quoted_whole_and_one_more_is_cut() -> None:
    assert quoted("x" * 60) == f"'{'x' * 60}'"
    assert quoted("x" * 61) == f"'{'x' * 60}...'"
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == f"{'x' * 60}..."
