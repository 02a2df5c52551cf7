"""What the room says is said in words, and words from data are no code."""

from workbench.explore.status_line import StatusLine
from workbench.page.text import say


def test_words_are_escaped_and_go():
    line = StatusLine()
    line.say(say("**No.** {}", "<script>alert(1)</script>"))
    assert line.value == "<p><strong>No.</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    line.say("")
    assert line.value == ""
