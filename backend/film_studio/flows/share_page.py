"""The API's own page that plays what a share link shows: for who holds a link and has no studio's page at hand.

The link's secret stands behind the #, which browsers send to no server and no log.
"""

from typing import Final

from fastapi import FastAPI
from starlette.requests import Request

from film_studio.kit.pages import File, serve_page

#: The name of the route.
_SHARE_PAGE: Final = "share_page"
_HTML: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>A film · AI Film Studio</title>
<link rel="stylesheet" href="{path}/style.css">
</head>
<body>
<main data-api="{api}">
<header hidden id="header"><h1 id="title"></h1><p id="from"></p></header>
<p id="says" role="status">One moment …</p>
<form id="form" hidden>
<label>Password <input id="password" type="password" autocomplete="off" maxlength="200" required></label>
<button id="send">Watch</button>
</form>
<video id="film" controls playsinline preload="metadata" hidden></video>
<section id="review" aria-label="Comments" hidden>
<form id="comment">
<label>Your name <input id="name" maxlength="200" autocomplete="name" required></label>
<label>What you think of <span id="at">this frame</span>
<textarea id="text" rows="3" maxlength="4000" required></textarea></label>
<button id="say">Comment</button>
</form>
<ol id="comments"></ol>
</section>
<p id="files" hidden></p>
<noscript>This page needs JavaScript.</noscript>
</main>
<script src="{path}/script.js"></script>
</body>
</html>
"""
_STYLE: Final = """:root { font: 1rem/1.5 system-ui, sans-serif; color-scheme: dark; background: #1b1b1b; color: #eee; }
body { margin: 0; }
main { max-width: 80rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
header p { margin: 0 0 1rem; color: #b5b5b5; overflow-wrap: anywhere; }
video { display: block; width: 100%; aspect-ratio: 16 / 9; max-height: 80vh; background: #000; }
label { display: block; margin: 0 0 1rem; max-width: 20rem; }
label, li { overflow-wrap: anywhere; }
#review { margin-top: 1.25rem; max-width: 40rem; }
#review label { max-width: none; }
#comments { list-style: none; padding: 0; }
#comments li { border-left: 2px solid #393939; padding: 0 0 .25rem .75rem; margin-bottom: .75rem; }
#comments li { white-space: pre-line; }
#comments button { padding: 0 .5rem 0 0; color: #e5b567; background: none; border: 0; text-decoration: underline; }
input, textarea { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; }
button { padding: .5rem 1rem; font: inherit; cursor: pointer; }
a { color: #e5b567; margin-right: 1rem; }
[hidden] { display: none; }
.wrong { color: #ff8a9b; }
"""
_SCRIPT: Final = """"use strict";
const main = document.querySelector("main");
const field = (id) => document.getElementById(id);
const LOOK_AGAIN_SECONDS = 5;
let link = "";
let password;
let shared;
let access = null;

async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  if (access) headers.Authorization = `Bearer ${access}`;
  const answer = await fetch(main.dataset.api + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.ok) return answer;
  const problem = await answer.json();
  throw Object.assign(new Error(problem.detail), { kind: problem.type.split(":").at(-1), status: answer.status });
}

function say(text, wrong) {
  field("says").textContent = text && text[0].toUpperCase() + text.slice(1);
  field("says").className = wrong ? "wrong" : "";
}

async function comeIn() {
  access = null;
  access = (await (await call("POST", "/session/share", { link, password })).json()).access_token;
}

async function look() {
  try {
    return await (await call("GET", "/shared")).json();
  } catch (error) {
    if (error.status !== 401) throw error;
    await comeIn();
    return await (await call("GET", "/shared")).json();
  }
}

async function show() {
  shared = await look();
  field("form").hidden = true;
  field("header").hidden = false;
  field("title").textContent = shared.title;
  field("from").textContent = `${shared.name} · ${shared.organization}`;
  document.title = `${shared.title} · AI Film Studio`;
  const file = (name) => shared.film.items.find((item) => item.name === name);
  if (!file("film.mp4")) {
    const over = ["failed", "cancelled"].includes(shared.film.status);
    say(over ? "this film was not finished; ask whoever gave you the link" : "this film is still being made …", over);
    if (!over) setTimeout(() => show().catch(refuse), LOOK_AGAIN_SECONDS * 1000);
    return;
  }
  say("");
  await play(file);
}

async function play(file) {
  const film = field("film");
  film.src = file("film.mp4").url;
  film.style.aspectRatio = shared.film.format.aspect_ratio.replace(":", " / ");
  film.hidden = false;
  if (!film.querySelector("track")) {
    const track = document.createElement("track");
    const subtitles = await (await call("GET", "/shared/subtitles")).blob();
    Object.assign(track, { kind: "subtitles", label: "Subtitles", src: URL.createObjectURL(subtitles) });
    film.append(track);
  }
  if (shared.may_comment) await review();
  field("files").replaceChildren(...["film.mp4", "film.srt"].map((name) => {
    const a = document.createElement("a");
    Object.assign(a, { href: file(name).url, download: file(name).filename, textContent: file(name).filename });
    return a;
  }));
  field("files").hidden = false;
}

// What came through this link, and what was answered.
function frameShown() {
  const { num, den } = shared.film.frame_rate;
  return Math.min(shared.film.frames - 1, Math.max(0, Math.floor((field("film").currentTime * num) / den + 1e-6)));
}

function timeOf(frame) {
  const { num, den } = shared.film.frame_rate;
  const seconds = Math.floor((frame * den) / num);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function said(comment) {
  const item = document.createElement("li");
  if (comment.frame !== null) {
    const go = document.createElement("button");
    go.textContent = timeOf(comment.frame);
    go.onclick = () => {
      const { num, den } = shared.film.frame_rate;
      field("film").pause();
      field("film").currentTime = ((comment.frame + 0.5) * den) / num;
    };
    item.append(go);
  }
  item.append(`${comment.author.name}: ${comment.text}`);
  for (const reply of comment.replies) item.append(`\\n↳ ${reply.author.name}: ${reply.text}`);
  return item;
}

async function review() {
  const found = [];
  let cursor = "";
  do {
    const page = await (await call("GET", `/shared/comments?limit=200${cursor}`)).json();
    found.push(...page.items);
    cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor);
  field("comments").replaceChildren(...found.map(said));
  field("review").hidden = false;
}

field("film").ontimeupdate = () => { field("at").textContent = timeOf(frameShown()); };
field("text").onfocus = () => field("film").pause();
field("comment").onsubmit = async (event) => {
  event.preventDefault();
  field("say").disabled = true;
  try {
    shared = await look(); // whoever has watched for long comes in anew
    await call("POST", "/shared/comments", {
      name: field("name").value, text: field("text").value, frame: frameShown(),
    });
    field("text").value = "";
    say("");
    await review();
  } catch (error) { say(error.message, true); } finally { field("say").disabled = false; }
};

// A signed URL works for hours, and a page may be left open for longer: get another one, and go on from there.
let renewed = 0;
field("film").onerror = async () => {
  if (Date.now() - renewed < 10000) return say("the film cannot be loaded; reload the page to try again", true);
  renewed = Date.now();
  const at = field("film").currentTime;
  try {
    await show();
    field("film").currentTime = at;
  } catch (error) { refuse(error); }
};

function refuse(error) {
  say(error.message, true);
  field("form").hidden = !["password-needed", "wrong-credentials", "too-many-attempts"].includes(error.kind);
  if (error.kind === "password-needed") say("This film has a password, which whoever gave you the link knows.");
}

field("form").onsubmit = async (event) => {
  event.preventDefault();
  password = field("password").value;
  field("send").disabled = true;
  try { await comeIn(); await show(); } catch (error) { refuse(error); } finally { field("send").disabled = false; }
};

async function begin() {
  // It stays in the address: who reloads the page or keeps a bookmark watches again.
  link = location.hash.slice(1);
  if (!link) return say("this page shows a film to who has a link; open all of it, also what is behind its #", true);
  try { await comeIn(); await show(); } catch (error) { refuse(error); }
}

addEventListener("hashchange", () => location.reload());
begin();
"""
_FILES: Final = {
    "style.css": File(media_type="text/css; charset=utf-8", content=lambda: _STYLE),
    "script.js": File(media_type="text/javascript; charset=utf-8", content=lambda: _SCRIPT),
}


def install(app: FastAPI, path: str, *, api: str, downloads: str | None) -> None:
    """Serve the page at `path`, which calls the API below `api` and plays films from the origin `downloads`; without
    it, from wherever S3 is: on AWS by https, on a laptop on itself."""
    origin = downloads or "https: http://127.0.0.1:* http://localhost:*"
    may = {"media-src": f"'self' blob: {origin}"}
    serve_page(app, path, _HTML.format(path=path, api=api), _FILES, name=_SHARE_PAGE, may=may)


def link_of(request: Request, token: str) -> str:
    """The path of the page, with the secret of a share link."""
    return f"{request.url_for(_SHARE_PAGE).path}#{token}"
