"""Forms as a browser posts them: what a page carries, changed where somebody types."""

from html.parser import HTMLParser

from django.urls import reverse


class _Fields(HTMLParser):
    """Collects the fields of the form with an id, as name and value, in order."""

    def __init__(self, form):
        super().__init__()
        self.form, self.inside, self.fields = form, False, []
        self.select = self.chosen = self.text = self.first = None

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("id") == self.form
        elif self.inside and tag == "input":
            self._input(said)
        elif self.inside and tag == "select":
            self.select, self.chosen, self.first = said["name"], None, None
        elif self.inside and tag == "option" and self.select:
            value = said.get("value", "")
            self.first = value if self.first is None else self.first
            self.chosen = value if "selected" in said else self.chosen
        elif self.inside and tag == "textarea":
            self.text = (said["name"], "")

    def _input(self, said):
        kind = said.get("type", "text")
        if "name" not in said or kind == "file" or (kind in ("checkbox", "radio") and "checked" not in said):
            return
        self.fields.append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            value = self.first if self.chosen is None else self.chosen
            self.fields.append((self.select, value or ""))
            self.select = None
        elif tag == "textarea" and self.text:
            self.fields.append(self.text)
            self.text = None

    def handle_data(self, data):
        if self.text:
            self.text = (self.text[0], self.text[1] + data)


def carried(answer, form="builder"):
    """Return what the form of a page would post, as a dict of lists."""
    parser = _Fields(form)
    parser.feed(answer.content.decode())
    fields = {}
    for name, value in parser.fields:
        fields.setdefault(name, []).append(value)
    return fields


def address(workflow):
    return reverse("admin:workflows_app_workflow_change", args=(workflow.pk,))


def press(client, workflow, button, *, page=None, **typed):
    """Post the builder as it stands, or as `page` has it, with a button pressed; in names of fields __ is a dot."""
    fields = carried(page or client.get(address(workflow)))
    fields.update({name.replace("__", "."): value for name, value in typed.items()})
    return client.post(address(workflow), {**fields, "do": button})
