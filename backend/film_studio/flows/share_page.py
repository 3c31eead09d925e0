"""The API's own page that plays what a share link shows, a playlist's parts one after the other: for who holds a link
and has no studio's page at hand.

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
<p id="part" hidden></p>
<video id="film" controls playsinline preload="metadata" hidden></video>
<ol id="parts" aria-label="Parts" hidden></ol>
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
#part { margin: 0 0 .5rem; }
#parts { list-style: none; margin: 1.25rem 0 0; padding: 0; max-height: 14rem; overflow: auto; }
#parts { border: 1px solid #393939; }
#parts button { width: 100%; min-height: 2.5rem; text-align: left; color: inherit; background: none; border: 0; }
#parts button:hover, #parts [aria-current] { background: #2b2b2b; }
#parts [aria-current] { box-shadow: inset 2px 0 #e5b567; }
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
let at = 0; // which part is shown
let waiting; // until somebody looks again
let film = null; // of which of the films it is

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
  field("title").textContent = shared.playlist ? `${shared.title}: ${shared.playlist}` : shared.title;
  field("from").textContent = `${shared.name} · ${shared.organization}`;
  document.title = `${shared.title} · AI Film Studio`;
  at = Math.min(at, Math.max(0, shared.parts.length - 1));
  list();
  await showPart();
}

function nameOf(part) {
  const number = shared.films.findIndex((each) => each.id === part.film) + 1;
  const of = shared.films.length > 1 ? `film ${number}` : "the film";
  if (part.shot === null) return shared.films.length > 1 ? `Film ${number}` : "The film";
  return `Shot ${part.shot + 1} of ${of}`;
}

function list() {
  const parts = shared.playlist === null ? [] : shared.parts;
  field("parts").replaceChildren(...parts.map((part, index) => {
    const item = document.createElement("li");
    const go = document.createElement("button");
    go.textContent = `${index + 1}. ${nameOf(part)}`;
    if (index === at) go.setAttribute("aria-current", "true");
    go.onclick = () => goTo(index);
    item.append(go);
    return item;
  }));
  field("parts").hidden = field("part").hidden = !parts.length;
  field("part").textContent = parts.length ? `${at + 1} of ${parts.length}: ${nameOf(parts[at])}` : "";
}

// Shows the part that is chosen. It plays by itself where the one before it did.
async function showPart(plays) {
  const part = shared.parts[at];
  const video = field("film");
  clearTimeout(waiting);
  film = part ? shared.films.find((each) => each.id === part.film) : null;
  const file = (name) => film.items.find((item) => item.name === name);
  if (!part || part.last_frame === null || !file("film.mp4")) {
    video.pause();
    video.hidden = field("review").hidden = field("files").hidden = true;
    if (!part) return say("nothing stands in this playlist");
    const over = ["failed", "cancelled"].includes(film.status);
    say(over ? "this film was not finished; ask whoever gave you the link" : "this film is still being made …", over);
    if (!over) waiting = setTimeout(() => show().catch(refuse), LOOK_AGAIN_SECONDS * 1000);
    return;
  }
  say("");
  if (video.dataset.film !== film.id) await load(film, file("film.mp4").url);
  if (shared.parts[at] !== part) return; // somebody has chosen another meanwhile
  video.hidden = false;
  if (part.shot !== null || plays) video.currentTime = middleOf(part.first_frame);
  if (plays) video.play().catch(() => {});
  if (shared.may_comment) await review();
  // A shot has no file of its own; its film has, where it stands in the list itself.
  const files = part.shot === null ? ["film.mp4", "film.srt"] : [];
  field("files").replaceChildren(...files.map((name) => {
    const a = document.createElement("a");
    Object.assign(a, { href: file(name).url, download: file(name).filename, textContent: file(name).filename });
    return a;
  }));
  field("files").hidden = !files.length;
}

async function load(film, url) {
  const video = field("film");
  video.dataset.film = film.id;
  video.src = url;
  video.style.aspectRatio = film.format.aspect_ratio.replace(":", " / ");
  const track = document.createElement("track");
  const subtitles = await (await call("GET", `/shared/subtitles?film=${film.id}`)).blob();
  Object.assign(track, { kind: "subtitles", label: "Subtitles", src: URL.createObjectURL(subtitles) });
  if (video.dataset.film !== film.id) return;
  for (const old of video.querySelectorAll("track")) {
    URL.revokeObjectURL(old.src);
    old.remove();
  }
  video.append(track);
}

function goTo(part) {
  at = part;
  list();
  showPart(true).catch(refuse);
}

// What follows a part begins by itself, whatever film it is of: after the last frame of a shot, or the end of a film.
function onFrame(_now, { mediaTime }) {
  const part = shared.parts[at];
  const video = field("film");
  video.requestVideoFrameCallback(onFrame);
  if (video.paused || video.seeking || !part || part.shot === null || part.last_frame === null) return;
  if (video.dataset.film === part.film && frameAt(mediaTime) >= part.last_frame) goOn();
}

function goOn() {
  if (at + 1 < shared.parts.length) goTo(at + 1);
  else field("film").pause();
}

field("film").requestVideoFrameCallback(onFrame);
field("film").onended = goOn;

// What came through this link, and what was answered.
const frameShown = () => frameAt(field("film").currentTime);

function frameAt(seconds) {
  const { num, den } = film.frame_rate;
  return Math.min(film.frames - 1, Math.max(0, Math.floor((seconds * num) / den + 1e-6)));
}

function middleOf(frame) {
  const { num, den } = film.frame_rate;
  return ((frame + 0.5) * den) / num;
}

function timeOf(frame) {
  const { num, den } = film.frame_rate;
  const seconds = Math.floor((frame * den) / num);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function said(comment) {
  const item = document.createElement("li");
  if (comment.frame !== null) {
    const go = document.createElement("button");
    go.textContent = timeOf(comment.frame);
    go.onclick = () => {
      field("film").pause();
      field("film").currentTime = middleOf(comment.frame);
    };
    item.append(go);
  }
  item.append(`${comment.author.name}: ${comment.text}`);
  for (const reply of comment.replies) item.append(`\\n↳ ${reply.author.name}: ${reply.text}`);
  return item;
}

async function review() {
  const found = [];
  const of = film.id;
  let cursor = "";
  do {
    const page = await (await call("GET", `/shared/comments?limit=200&film=${of}${cursor}`)).json();
    found.push(...page.items);
    cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor);
  if (of !== film.id) return;
  field("comments").replaceChildren(...found.map(said));
  field("review").hidden = false;
}

field("film").ontimeupdate = () => { field("at").textContent = timeOf(frameShown()); };
field("text").onfocus = () => field("film").pause();
field("comment").onsubmit = async (event) => {
  event.preventDefault();
  field("say").disabled = true;
  try {
    const said = { name: field("name").value, text: field("text").value, frame: frameShown(), film: film.id };
    await look(); // whoever has watched for long comes in anew
    await call("POST", "/shared/comments", said);
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
  const time = field("film").currentTime;
  delete field("film").dataset.film;
  try {
    await show();
    field("film").currentTime = time;
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
