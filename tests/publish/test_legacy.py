"""Parts of old say as records what they said as HTML."""

from markupsafe import Markup

from workbench.page import content
from workbench.page.records import TableHead, group, missing, paragraphs, table
from workbench.page.text import say
from workbench.publish.legacy import record_of


def _record(part):
    return record_of({"part": part.part, **part.record}, str(part.html))


def test_parts_become_records():
    told = content.text(Markup("<p>The <strong>{}</strong>.</p>").format("a < b"))
    assert _record(told) == group([paragraphs(say("The **{}**.", "a < b"))])
    assert _record(content.missing("Scores", "None & nil.")) == missing("Scores", "None & nil.")
    rows = [[content.Cell("Seed", heading=True), content.Cell("2", number=True)]]
    heads = [TableHead("Component", "names"), TableHead("Use", "numbers")]
    made = content.table("Levels", ["Component", "Use"], rows, note="Note.")
    assert _record(made) == table("Levels", heads, [["Seed", "2"]], note="Note.")
    assert _record(content.group([told])).records == (_record(told),)
