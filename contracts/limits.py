"""How much of anything may be asked for: generous for people, and still an end. Standard library only."""

from typing import Final

# --- names ------------------------------------------------------------------------------------------------------

NAME_CHARACTERS: Final = 200
FILENAME_CHARACTERS: Final = 255
NOTE_CHARACTERS: Final = 4000

# --- reviews: more than a feature in the sixth round gets, and what a page sorts and places in a moment -------------

COMMENTS_A_PROJECT: Final = 5000
REPLIES_A_COMMENT: Final = 200
TASKS_A_PROJECT: Final = 5000
TASKS_AWAITED: Final = 50
TASKS_AT_ONCE: Final = 500
MILESTONES_A_PROJECT: Final = 200
TASK_FILTERS_A_PROJECT: Final = 500
PLAYLISTS_A_PROJECT: Final = 500
PLAYLIST_ITEMS: Final = 200
STROKES_A_DRAWING: Final = 24
POINTS_A_STROKE: Final = 200

# --- call sheets: several times those of the largest shoots -----------------------------------------------------------

LOCATIONS_A_PROJECT: Final = 500
CREW_A_PROJECT: Final = 2_000

# --- webhooks ---------------------------------------------------------------------------------------------------

WEBHOOKS_AN_ORGANIZATION: Final = 20
WEBHOOK_URL_CHARACTERS: Final = 2000

# --- people -----------------------------------------------------------------------------------------------------

#: Failures to sign in, of one address from one network within an hour, after which each further attempt waits: one
#: second, then twice as long each time, up to the longest.
SIGN_IN_FAILURES: Final = 5
SIGN_IN_FAILURES_OF_A_NETWORK: Final = 100
LONGEST_SIGN_IN_WAIT_SECONDS: Final = 900

#: Requests of one key or member, in each process of the API: a page that loads, a program that reads a project.
REQUESTS_A_SECOND: Final = 100
REQUESTS_AT_ONCE: Final = 2_000
#: Keys that nobody has, from one network.
UNKNOWN_KEYS_A_SECOND: Final = 5
UNKNOWN_KEYS_AT_ONCE: Final = 100

#: Ways to the OpenID provider and back, of one network: an office that begins its day, and nobody who tries codes.
PROVIDER_VISITS_A_SECOND: Final = 5
PROVIDER_VISITS_AT_ONCE: Final = 100

# --- a screenplay -----------------------------------------------------------------------------------------------
# Several times the longest feature ever made: some 300 pages, 16,000 lines, 4,000 speeches and 300 characters. Together
# they keep the work for one upload under five seconds of a processor.

SCREENPLAY_BYTES: Final = 5_000_000
SCREENPLAY_LINES: Final = 80_000
LINE_CHARACTERS: Final = 50_000
#: Asterisks, underscores, and what opens a note or a boneyard.
SCREENPLAY_MARKS: Final = 50_000
SCREENPLAY_SCENES: Final = 2_000
#: What is filmed: actions, dialogue and lyrics.
SCREENPLAY_CHARACTERS: Final = 1_000_000
SCREENPLAY_SPEECHES: Final = 10_000
SPEECH_CHARACTERS: Final = 50_000
#: Paragraphs of action, speeches and transitions.
SCENE_EVENTS: Final = 5_000
CUE_CHARACTERS: Final = 200
CUE_SPEAKERS: Final = 20
CAST_MEMBERS: Final = 1_000
PLANNED_SHOTS: Final = 20_000
#: Of a scene that people break down: what rules suggest comes from its words, of which there is an end.
ELEMENTS_A_SCENE: Final = 1_000
#: Of a PDF that is read as a screenplay.
IMPORTED_PAGES: Final = 1_000
IMPORTS_A_PROJECT: Final = 50
PARAGRAPHS_AT_ONCE: Final = 2_000
#: Coverage of one project, and beat sheets.
ASSESSMENTS_A_PROJECT: Final = 200
BEATS_A_SHEET: Final = 100
#: That wait, are being written, or that nobody has decided on.
SUGGESTIONS_A_PROJECT: Final = 50
#: Of what a suggestion would replace, and of what it would put there: a short film, or the longest scene.
SUGGESTED_CHARACTERS: Final = 60_000
LOGLINE_CHARACTERS: Final = 500
#: Seconds on the clock that reading one may take, on a machine with much else to do.
READING_SECONDS: Final = 60
#: Of one character, kept on their sheet.
SHEET_VERSIONS: Final = 200
#: Of one project, withdrawn and expired ones among them.
PROJECT_CONSENTS: Final = 2_000
