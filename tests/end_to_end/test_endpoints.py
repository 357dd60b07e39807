"""Every documented endpoint, talked to by wscli, by its name in `wscli.toml`."""

import json
import re
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.usefixtures("project")


# Text.


def test_echo_says_what_it_heard(call):
    assert call("send", "echo", "hello").said() == ["Message text was: hello"]


@pytest.mark.parametrize(
    ("endpoint", "variables", "replies"),
    [
        ("chat-echo", {}, ["You sent: hi"]),
        ("messages", {}, ["Message received: hi"]),
        ("upper", {}, ["HI"]),
        ("timeout", {}, ["You sent: hi"]),
        ("lab-echo", {}, ["hi"]),
        ("lab-slow", {"delay": "0.05"}, ["hi"]),
        (
            "client",
            {"client_id": "ann"},
            ["Connected to client: ann", "Client ann sent: hi"],
        ),
    ],
)
def test_a_text_is_answered(call, endpoint, variables, replies):
    expected = [part for reply in replies for part in ("--expect", reply)]
    assert call("send", endpoint, "hi", *expected, **variables).said() == replies


# Credentials.


def test_an_item_opens_with_a_token(call):
    result = call("send", "items", "hi", "-n", "2", item_id="foo", token="abc")
    assert result.said() == [
        "Session cookie or query token value is: abc",
        "Message text was: hi, for item ID: foo",
    ]


def test_a_cookie_wins_over_a_token_and_q_is_told(call):
    result = call(
        "send", "items", "hi", "-n", "3", item_id="foo", token="abc", session="x", q="3"
    )
    assert result.said() == [
        "Session cookie or query token value is: x",
        "Query parameter q is: 3",
        "Message text was: hi, for item ID: foo",
    ]


def test_an_item_is_refused_without_either(call):
    result = call("send", "items", "hi", item_id="foo")
    assert (result.stdout, result.exit_code) == (b"", 4)
    assert result.errors[0] == "refused 403"
    assert "closes before it accepts" in result.stderr


def test_an_item_is_refused_where_q_is_no_number(call):
    result = call("send", "items", "hi", item_id="foo", token="abc", q="three")
    assert (result.errors[0], result.exit_code) == ("refused 403", 4)


@pytest.mark.parametrize("credential", ["token", "session"])
def test_the_private_endpoint_opens_with_a_credential(call, credential):
    result = call("send", "private", "hi", "--no-reply", **{credential: "abc"})
    assert result.said() == []


def test_the_private_endpoint_closes_with_1008_without_one(call):
    result = call("listen", "private")
    assert (result.stdout, result.exit_code) == (b"", 7)
    assert result.errors[0] == 'closed 1008 (policy violation) "Not authenticated"'


def test_a_token_from_the_server_itself_opens_auth(call, server):
    token = issue_token(server)
    welcome, echo = call(
        "send",
        "auth",
        "--json",
        '{"type": "message", "content": "hi"}',
        "-n",
        "2",
        token=token,
    ).said_json()
    assert welcome == {"type": "welcome", "message": "Welcome ann!", "user_id": "7"}
    assert (echo["type"], echo["content"]) == ("message_received", "hi")
    assert echo["from_user"] == "ann"


def issue_token(server):
    address = server.replace("ws://", "http://")
    with urlopen(f"{address}/auth/token?username=ann&user_id=7") as response:
        body = json.load(response)
    return body["token"]


def test_auth_shows_the_body_of_a_401_and_not_the_token(call):
    result = call("send", "auth", "hi", token="s3cr3t-token")
    assert (result.stdout, result.exit_code) == (b"", 4)
    assert result.errors[0] == "refused 401"
    assert "Invalid token" in result.stderr
    assert "s3cr3t" not in result.stderr


# Streams.


def test_stocks_come_in_turn(call):
    lines = call("listen", "stocks", "-n", "6", interval="0.01").said_json()
    assert lines[0] == {"type": "connected", "message": "Stock price stream connected"}
    symbols = [each["data"]["symbol"] for each in lines[1:]]
    assert symbols == ["AAPL", "GOOGL", "MSFT", "AMZN", "TSLA"]


def test_a_filter_takes_the_updates_of_one_symbol(call):
    only = '$.data.symbol == "MSFT"'
    lines = call(
        "listen", "stocks", "-n", "2", "--filter", only, interval="0.01"
    ).said_json()
    assert [each["data"]["symbol"] for each in lines] == ["MSFT", "MSFT"]


def test_notifications_are_numbered_in_a_row(call):
    lines = call("listen", "notifications", "-n", "3", interval="0.01").said_json()
    first = lines[0]["id"]
    assert [each["id"] for each in lines] == [first, first + 1, first + 2]


def test_an_idle_session_ends_with_1000(call):
    result = call("send", "timeout", "--expect-close", "1000", seconds="0.05")
    assert result.said() == []


# Robustness: the codes that a server closes with.


def test_the_robust_endpoint_echoes_between_heartbeats(call):
    lines = call(
        "send",
        "robust",
        "--json",
        '{"type": "echo", "message": "hi"}',
        "--until",
        '$.type == "echo_response"',
        heartbeat="0.01",
    ).said_json()
    assert lines[0]["type"] == "connection_info"
    assert lines[-1]["type"] == "echo_response"


@pytest.mark.parametrize(
    ("error_type", "closed"),
    [
        ("protocol_error", 'closed 1002 (protocol error) "Test protocol error"'),
        ("invalid_data", 'closed 1003 (unsupported data) "Test invalid data"'),
        ("server_error", 'closed 1011 (internal error) "Internal server error"'),
    ],
)
def test_an_error_on_request_is_told_with_its_code(call, error_type, closed):
    message = json.dumps({"type": "error_test", "error_type": error_type})
    result = call("send", "robust", "--json", message, "-n", "2")
    assert json.loads(result.stdout)["type"] == "connection_info"
    assert (result.errors[0], result.exit_code) == (closed, 7)


def test_1000_is_the_end_in_good_order(call):
    assert call("listen", "lab-close", code="1000").said() == []


@pytest.mark.parametrize("code", ["1008", "1011", "3000", "4009"])
def test_a_code_with_its_reason_can_be_expected(call, code):
    result = call("send", "lab-close", "--expect-close", code, code=code, reason="why")
    assert (result.stdout, result.exit_code) == (b"", 0)
    assert re.fullmatch(rf'closed {code} \(.+\) "why"', result.errors[0])


@pytest.mark.parametrize("status", ["403", "500"])
def test_a_refusal_is_told_with_status_and_body(call, status):
    result = call("send", "lab-deny", "hi", status=status)
    assert (result.stdout, result.exit_code) == (b"", 4)
    assert result.errors[0] == f"refused {status}"
    assert f"the path asks for {status}" in result.stderr


def test_include_shows_the_header_fields_of_a_refusal(call):
    result = call("send", "lab-deny", "hi", "-i", status="503")
    assert re.search("x-reason: the path asks for 503", result.stderr, re.IGNORECASE)


def test_a_connection_that_is_dropped_is_1006(call):
    result = call("send", "lab-abort", "one", "two", after="1")
    assert (result.lines, result.exit_code) == (["one"], 7)
    assert result.errors[0].startswith("closed 1006 (abnormal closure)")


# Types of payload.


def test_bytes_come_back_as_bytes(call):
    result = call("send", "bytes", "--hex", "00 ff 0a 80")
    assert (result.exit_code, result.stdout) == (0, b"\x00\xff\x0a\x80")


def test_text_is_no_bytes(call):
    result = call("send", "bytes", "hi")
    assert (result.errors[0], result.exit_code) == (
        'closed 1003 (unsupported data) "binary only"',
        7,
    )


@pytest.mark.parametrize("mode", ["text", "binary"])
def test_json_comes_back_compact(call, mode):
    kind = "--json" if mode == "text" else "--hex"
    value = '{ "name": "Zoë" }'
    sent = value if mode == "text" else value.encode().hex()
    result = call("send", "json", kind, sent, mode=mode)
    assert (result.exit_code, result.stdout.rstrip(b"\n")) == (
        0,
        '{"name":"Zoë"}'.encode(),
    )


def test_what_is_no_json_is_closed_with_1007(call):
    result = call("send", "json", "{oops")
    assert (result.errors[0], result.exit_code) == (
        'closed 1007 (invalid frame payload data) "not JSON"',
        7,
    )


# The lab.


def test_the_server_tells_what_it_saw_of_the_handshake(call):
    [seen] = call(
        "listen",
        "lab-handshake",
        "-n",
        "1",
        "-H",
        "X-One: 1",
        "-b",
        "session=abc",
        "--bearer",
        "t0ken",
        "-s",
        "chat.v1",
        "--origin",
        "https://example.com",
    ).said_json()
    assert seen["headers"]["x-one"] == "1"
    assert seen["headers"]["authorization"] == "Bearer t0ken"
    assert seen["headers"]["origin"] == "https://example.com"
    assert seen["cookies"] == {"session": "abc"}
    assert seen["subprotocols"] == ["chat.v1"]


def test_the_server_chooses_a_subprotocol(call):
    result = call("send", "lab-subprotocol", "--no-reply", "--format", "json")
    opened = [json.loads(line) for line in result.lines if '"opened"' in line]
    assert [each["subprotocol"] for each in opened] == ["chat.v2"]


def test_a_flood_comes_whole_and_ends_with_1000(call):
    result = call("listen", "lab-flood", count="500", size="100")
    assert result.said() == ["x" * 100] * 500


def test_escape_sequences_are_passed_to_a_pipe_as_they_are(call):
    result = call("listen", "lab-escape", "--format", "raw")
    assert b"\x1b[31mred\x1b[0m" in result.stdout
    assert result.exit_code == 0
    # Diagnostics are for people, wherever they go.
    assert "\x1b" not in result.stderr


# The project file.


def test_every_endpoint_is_listed_with_its_variables(call):
    result = call("endpoints")
    assert (result.exit_code, result.stderr) == (0, "")
    text = result.stdout.decode()
    assert len(result.lines) >= 26
    for word in ("echo", "items", "item_id", "token", "lab-escape"):
        assert word in text


def test_a_variable_of_the_environment_counts_too(wscli, server):
    result = wscli("send", "echo", "hi", env={"WSCLI_VAR_base": server})
    assert result.said() == ["Message text was: hi"]


def test_an_environment_is_chosen_by_name(wscli, server):
    file = wscli.folder / "wscli.toml"
    more = f'\n[environments.here]\nbase = "{server}"\n'
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    result = wscli("send", "echo", "hi", "-e", "here")
    assert result.said() == ["Message text was: hi"]
