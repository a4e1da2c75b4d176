"""From all that is known to text: views, sentences, number formats, and jinja2."""
