"""The Flask application: every route a few lines over `work`, every answer with the same strict headers.

No path of a request reaches the file system: static files and templates are read when the application is made, and
episodes, terms and media are looked up among those known.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import secrets
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.editor import strings, summaries, terms
from pipeline.editor.access import Access, Session, is_address, same
from pipeline.editor.plain import BadRequest, NotHere, side_by_side, term_data
from pipeline.editor.work import Desk
from pipeline.errors import PipelineError
from pipeline.glossary.sounds import extra
from pipeline.glossary.workflow import Conflict
from pipeline.review.workflow import ReviewError, Stale

if TYPE_CHECKING:
    from flask import Flask, Response

MAX_BODY_BYTES = 256_000
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = ("desk.css", "base.js", "desk.js", "summary.js", "icon.svg")


def make(desk: Desk, access: Access, *, hosts: frozenset[str], who: str = "") -> Flask:
    """The application. `hosts` are the Host headers it answers to; `who` is the name offered at the door.

    The server sets the hosts anew in `app.config["NIJIMAKU_HOSTS"]` once it knows its port.
    """
    flask = extra("flask")
    app: Flask = flask.Flask("pipeline.editor", static_folder=None, template_folder=None)
    app.config["NIJIMAKU_HOSTS"] = hosts
    app.config["NIJIMAKU_ADDRESS_PORT"] = None  # set by a server that listens on every address of the machine
    cookie = f"nijimaku-{secrets.token_hex(4)}"  # cookies know no ports: two editors on one machine must not mix
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    folder = files("pipeline.editor")
    pages = {
        name: app.jinja_env.from_string(folder.joinpath("templates", name).read_text(encoding="utf-8"))
        for name in ("enter.html", "desk.html", "summary.html")
    }
    statics = {name: folder.joinpath("static", name).read_bytes() for name in STATIC}
    tags = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in statics.items()}
    request = flask.request

    def session() -> Session | None:
        return access.session(request.cookies.get(cookie, ""))

    def problem(status: int, message: str, **more: Any) -> Response:
        return answer({"error": message, **more}, status)

    def answer(data: Any, status: int = 200) -> Response:
        text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        made: Response = flask.Response(text, status, content_type="application/json; charset=utf-8")
        return made

    def language() -> str:
        wanted = request.cookies.get("nijimaku-lang") or request.accept_languages.best_match(["en", "ja"]) or "en"
        return wanted if wanted in ("en", "ja") else "en"

    def page(name: str, status: int = 200, **values: Any) -> Response:
        lang = language()
        text = pages[name].render(t=strings.table(lang), lang=lang, tags=tags, **values)
        made: Response = flask.Response(text, status, content_type="text/html; charset=utf-8")
        return made

    # -------------------------------------------------------------------------------------------------- the door

    @app.before_request
    def guard() -> Response | None:
        address = request.remote_addr or ""
        host = request.host.lower()
        if host not in app.config["NIJIMAKU_HOSTS"] and not is_address(host, app.config["NIJIMAKU_ADDRESS_PORT"]):
            return problem(421, "this host name is not served here")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none") and request.path != "/":
            return problem(403, "only pages of the editor itself may ask")
        if request.method not in ("GET", "HEAD", "POST"):
            return problem(405, "GET and POST only")
        if request.path.startswith("/static/") or request.path in ("/", "/summary", "/enter"):
            return None if access.allow("page", address, rate=20, burst=200) else problem(429, "too many requests")
        who_is = session()
        if who_is is None:
            return problem(401, "come in by the link first")
        writing = request.method == "POST"
        if not access.allow(
            "write" if writing else "read", who_is.key, rate=10 if writing else 40, burst=60 if writing else 200
        ):
            return problem(429, "too many requests; wait a moment")
        if writing:
            origin = request.headers.get("Origin")
            if origin is not None and origin != f"{request.scheme}://{request.host}":
                return problem(403, "a change from another page")
            if not same(request.headers.get("X-CSRF-Token", ""), who_is.csrf):
                return problem(403, "the change did not come from your own page; reload it")
            if request.mimetype != "application/json":
                return problem(415, "changes are sent as JSON")
        return None

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(PipelineError)
    def failed(error: PipelineError) -> Response:
        if isinstance(error, Stale):
            standing = error.standing
            theirs = {
                "text": error.text,
                "who": standing.who if standing else "",
                "when": standing.when if standing else "",
                "state": standing.state if standing else "new",
            }
            return problem(409, error.message, hint=error.hint, theirs=theirs)
        if isinstance(error, Conflict):
            return problem(
                409, error.message, hint=error.hint, fields=side_by_side(error.mine, error.theirs),
                theirs=term_data(error.theirs) if error.theirs else None,
            )  # fmt: skip
        status = 404 if isinstance(error, NotHere) else 400 if isinstance(error, BadRequest) else 422
        if not isinstance(error, NotHere | BadRequest | ReviewError):
            app.logger.warning("%s", error)
        return problem(status, error.message, hint=error.hint)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        from werkzeug.exceptions import HTTPException

        if isinstance(error, HTTPException):
            return problem(error.code or 500, error.name)
        app.logger.exception("request failed")
        return problem(500, "something went wrong here; nothing was changed")

    @app.get("/")
    def home() -> Response:
        found = session()
        if found is not None and "token" in request.args:
            moved: Response = flask.redirect("/")
            return moved
        if found is None:
            token = request.args.get("token", "")
            return page("enter.html", token=token, who=who, passwords=bool(access.passwords), error="")
        return page("desk.html", session=found, texts=json.dumps(strings.table(language()), ensure_ascii=False))

    @app.get("/summary")
    def summary_page() -> Response:
        found = session()
        if found is None:
            moved: Response = flask.redirect("/")
            return moved
        return page("summary.html", session=found, texts=json.dumps(strings.table(language()), ensure_ascii=False))

    @app.post("/enter")
    def enter() -> Response:
        address = request.remote_addr or ""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in (f"{request.scheme}://{request.host}", "null"):
            return problem(403, "a form of another page")
        if not access.allow("enter", address, rate=0.1, burst=8):
            return problem(429, "too many attempts; wait a minute")
        name, token, password = (request.form.get(key, "")[:200] for key in ("name", "token", "password"))
        found = access.enter_by_link(token, name) if token else None
        if found is None and password and access.passwords:
            found = access.enter_by_password(name, password)
        if found is None:
            return page("enter.html", 403, token=token, who=name, passwords=bool(access.passwords), error="bad")
        made: Response = flask.redirect("/", 303)
        made.set_cookie(cookie, found.key, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
        return made

    @app.get("/static/<name>")
    def static_file(name: str) -> Response:
        if name not in statics:
            raise NotHere("no such file")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        made: Response = flask.Response(statics[name], content_type=f"{kind}; charset=utf-8")
        made.set_etag(tags[name])
        made.headers["Cache-Control"] = "no-cache"
        made.make_conditional(request)
        return made

    # ------------------------------------------------------------------------------------------------------- api

    def reading(path: str, work: Callable[..., Any]) -> None:
        def handler(**names: str) -> Response:
            return answer(work(**names))

        app.add_url_rule(path, endpoint=path, view_func=handler, methods=["GET"])

    def writing(path: str, work: Callable[[dict[str, Any], str], Any]) -> None:
        def handler() -> Response:
            data = request.get_json(silent=True)
            if not isinstance(data, dict):
                raise BadRequest("the body is no JSON object")
            found = session()
            if found is None:  # it ended between the guard and here
                return problem(401, "come in by the link first")
            return answer(work(data, found.name))

        app.add_url_rule(path, endpoint=path, view_func=handler, methods=["POST"])

    def args() -> dict[str, str]:
        return {key: value[:400] for key, value in request.args.items()}

    reading("/api/episodes", lambda: {"episodes": desk.shelf.ids(), "unreadable": desk.shelf.unreadable})
    reading("/api/queue", lambda: desk.queue(args()))
    reading("/api/pulse", lambda: desk.pulse(args().get("episode", ""), args().get("sentence", "")))
    reading("/api/sentence/<episode>/<sentence>", desk.sentence)
    reading("/api/terms", lambda: terms.terms(desk, args()))
    reading("/api/term/<term_id>", lambda term_id: terms.term(desk, term_id))
    reading("/api/suggest/<episode>", lambda episode: terms.suggestions(desk, episode))
    reading("/api/conflicts", lambda: {"rows": desk.conflicts()})
    reading("/api/concordance", lambda: desk.concordance(args()))
    reading("/api/summary/<episode>", lambda episode: summaries.summary(desk, episode))
    writing("/api/summary", lambda data, name: summaries.change(desk, data, name))
    writing("/api/preview", lambda data, name: desk.preview_of(data))
    writing("/api/move", desk.move)
    writing("/api/undo", desk.undo)
    writing("/api/replace", desk.replace)
    writing("/api/term", lambda data, name: terms.change_term(desk, data, name))
    writing("/api/boundary", desk.boundary)
    writing("/api/remember", desk.remember)

    @app.post("/api/language")
    def choose_language() -> Response:
        data = request.get_json(silent=True)
        lang = data.get("lang") if isinstance(data, dict) else None
        if lang not in ("en", "ja"):
            raise BadRequest("en or ja")
        made = answer({"lang": lang})
        made.set_cookie("nijimaku-lang", lang, httponly=True, samesite="Strict", path="/", max_age=365 * 86400)
        return made

    @app.post("/api/invite")
    def invite() -> Response:
        return answer({"link": f"{request.scheme}://{request.host}/?token={access.new_link()}"})

    @app.post("/api/leave")
    def leave() -> Response:
        access.leave(request.cookies.get(cookie, ""))
        made = answer({})
        made.delete_cookie(cookie, path="/")
        return made

    @app.get("/media/<episode>")
    def media(episode: str) -> Response:
        path = desk.media.get(episode)
        if path is None:
            raise NotHere("no recording was given for this episode")
        made: Response = flask.send_file(path, conditional=True, etag=True, max_age=0)
        return made

    return app
