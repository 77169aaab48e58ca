"""The editor in the browser: thin handlers over `review`, `glossary.workflow` and the store.

access (who may come in) and work (what a request does, as plain data) -> app (Flask routes) -> serve (waitress).
Needs the extra `editor`.
"""
