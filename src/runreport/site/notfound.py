"""The page that a web server shows for an address that is not there."""

import html

from runreport.language import direction_of, say
from runreport.site.tree import SiteTree

STYLE = (
    "body{margin:15vh auto;max-width:34rem;padding:0 1.5rem;font:1rem/1.55 system-ui,sans-serif}"
    "h1{font-size:1.75rem;line-height:1.2}a{color:LinkText}"
)
POLICY = "default-src 'none'; style-src data:; base-uri 'none'; form-action 'none'"


def not_found_page(tree: SiteTree) -> str:
    """Return the page for addresses that lead nowhere.

    A server shows it at any depth, so it can hold no relative link: its style is a data address,
    and it links to the report only where the site's own address is known.
    """
    title = html.escape(tree.title)
    turned = ' dir="rtl"' if direction_of(tree.language) == "rtl" else ""
    style = "data:text/css," + STYLE.replace(" ", "%20").replace("#", "%23")
    text = html.escape(say("The report may have been made anew since the link was written."))
    if tree.site_url:
        address = html.escape(f"{tree.site_url.rstrip('/')}/index.html")
        text += f' <a href="{address}">{html.escape(say("Go to its first page."))}</a>'
    return f"""<!doctype html>
<html lang="{html.escape(tree.language or "en")}"{turned}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{html.escape(say("Page not found"))} · {title}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<p>{title}</p>
<h1>{html.escape(say("There is no page at this address"))}</h1>
<p>{text}</p>
</main>
</body>
</html>
"""
