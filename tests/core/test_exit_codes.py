"""The exit codes are a contract: scripts of other people depend on each number."""

from wscli.core.exit_codes import ExitCode

CONTRACT = {
    "OK": 0,
    "FAILED": 1,
    "USAGE": 2,
    "CONNECT": 3,
    "HANDSHAKE": 4,
    "NOTHING_CHECKED": 5,
    "PROTOCOL": 6,
    "CLOSED_ABNORMALLY": 7,
    "TIMEOUT": 8,
    "LOCAL_IO": 9,
    "INTERNAL": 70,
    "INTERRUPTED": 130,
    "TERMINATED": 143,
}


def test_every_exit_code_has_its_number_and_no_other_exists():
    assert {code.name: code.value for code in ExitCode} == CONTRACT


def test_an_exit_code_is_a_number_that_a_process_can_return():
    assert all(isinstance(code, int) and 0 <= code <= 255 for code in ExitCode)
