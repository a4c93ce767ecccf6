"""Forms of a page filled in and sent as a browser without scripts would: every field that stands there goes along."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area, self.off = {}, None, None, None, 0

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.form = self.forms.setdefault(at.get("action", ""), [])
        elif tag == "fieldset" and self.form is not None:
            self.off += "disabled" in at or self.off > 0
        if self.form is None or "disabled" in at or self.off:
            return
        if tag == "input" and at.get("name") and at.get("type") not in ("file", "submit"):
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self.form.append((at["name"], at.get("value", "")))
        elif tag == "select":
            self.select, self.first = at["name"], True
        elif tag == "option" and self.select:
            if self.first or "selected" in at:
                if not self.first:
                    self.form.pop()
                self.form.append((self.select, at.get("value", "")))
            self.first = False
        elif tag == "textarea":
            self.area = at["name"]
            self.form.append((self.area, ""))

    def handle_data(self, data):
        if self.area and self.form:
            name, text = self.form.pop()
            self.form.append((name, text + data))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "fieldset" and self.off:
            self.off -= 1
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def fields_of(page, action):
    """Give the fields of the form with an action, as (name, value)."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms[action]


def filled(page, action, **changes):
    """Give the form's fields with some values changed; None takes a field away, a list gives it several values."""
    changes = {name.replace("__", "."): value for name, value in changes.items()}
    kept = [(name, value) for name, value in fields_of(page, action) if name not in changes]
    new = [
        (n, v)
        for n, value in changes.items()
        if value is not None
        for v in (value if isinstance(value, list) else [value])
    ]
    data = {}
    for name, value in kept + new:
        data.setdefault(name, []).append(value)
    return data


def send(client, page, action, **changes):
    """Send a form of a page."""
    return client.post(action, data=filled(page, action, **changes))
