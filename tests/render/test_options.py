"""By default a line is the bare notation, and cut short where it is long."""

from dataclasses import replace

from wscli.core.redact import Redactor
from wscli.notation.from_events import Extent
from wscli.render.options import RenderOptions


def test_nothing_but_the_conversation_is_shown_by_default():
    options = RenderOptions()
    assert options.width is None
    assert options.extent == Extent(16 * 1024, 200)
    assert not options.show_times
    assert not options.show_handshake
    assert not options.show_details
    assert not options.show_frames
    assert options.show_control


def test_the_default_redactor_knows_no_secrets():
    assert RenderOptions().redactor("token=abc") == "token=abc"
    hiding = replace(RenderOptions(), redactor=Redactor.of(["abc"]))
    assert hiding.redactor("token=abc") == "token=***"
