"""What a screenplay's words ask of camera and voice: transitions, deliveries, movement, things seen closely."""

import re
from typing import Final

from contracts.recipes.animatic import Insert
from contracts.recipes.film import Performance
from film_studio.engines.production.shotlist import ShotTransition

_FADE_IN: Final = re.compile(r"\bFADE[\s-]*(?:IN|UP)\b|\bAUFBLENDE|\bOUVERTURE AU NOIR|\bИЗ ЗАТЕМНЕНИЯ|\bABRE DE NEGRO")
_FADE_OUT: Final = re.compile(
    r"\bFADE[\s-]*OUT\b|\bFADES?[\s-]*TO[\s-]*(?:BLACK|WHITE)\b|\bABBLENDE|\bFONDU AU NOIR|\bЗАТЕМНЕНИЕ"
    r"|\bFUNDIDO A NEGRO"
    r"|\bDISSOLVENZA IN NERO"
)
_DISSOLVE: Final = re.compile(
    r"DISSOLVE|\b(?:CROSS|X)[\s-]*FADE|\bFADE TO\b|ÜBERBLENDUNG|FONDU|НАПЛЫВ|ENCADENADO|DISSOLVENZA", re.IGNORECASE
)
_PERFORMANCES: Final[tuple[tuple[Performance, re.Pattern[str]], ...]] = (
    (
        "whispered",
        re.compile(
            r"whisper|sotto|hushed|under (?:his|her|their) breath|breath(?:es|ing)? the words|mouths|flüster"
            r"|chuchot|murmur"
            r"|sussurr|susurr|ш[её]пот|шепч|ささや|囁|小声|低声",
            re.IGNORECASE,
        ),
    ),
    (
        "shouted",
        re.compile(
            r"shout|yell|scream|bellow|roar|calls? out|calling|hollers?|at the top of|over the (?:wind|noise"
            r"|engine|storm)"
            r"|schrei|ruft|brüll|cri(?:e|ant)\b|hurl|grit|urla|крич|орёт|叫|怒鳴|大声|喊",
            re.IGNORECASE,
        ),
    ),
    (
        "urgent",
        re.compile(
            r"urgent|quickly|hurr(?:y|ied)|fast|rapid|panic|frantic|breathless|out of breath|rush|hastily|alarmed"
            r"|desperate"
            r"|hastig|schnell|dringend|vite|pressé|rápid|urgente|in fretta|быстро|торопливо|急い|早口|急",
            re.IGNORECASE,
        ),
    ),
    (
        "slow",
        re.compile(
            r"slow|drows|sleepy|tired|weary|wearily|hesita|halting|drunk|slurr|dying|weak|deliberate|measured"
            r"|langsam|müde"
            r"|lent|fatigu|despacio|cansad|lentamente|медленно|устало|ゆっくり|疲れ|慢",
            re.IGNORECASE,
        ),
    ),
)
_PAUSE: Final = re.compile(r"\b(?:beat|pause|silence|then|pausa|temps|пауза)\b|間|停顿", re.IGNORECASE)
#: Extensions of a voice that is not in the frame, besides V.O. and O.S.: it comes out of a device or from elsewhere.
_REMOTE: Final = re.compile(
    r"\b(?:filtered|pre-?lap|recorded|on (?:the )?(?:phone|radio|tv|television|video|tape|speaker|intercom|screen)"
    r"|over (?:the )?(?:phone|radio|intercom|speakers?|pa)|through (?:the )?door|voice|off|narrat\w+|hors champ"
    r"|en off)\b"
    r"|за кадром|^з\.?\s?к\.?$|声|画外音",
    re.IGNORECASE,
)
POINT_OF_VIEW: Final = re.compile(
    r"\bPOV\b|\bP\.O\.V\b|point of view|through (?:the|his|her|their) (?:binoculars|telescope|keyhole|windshield"
    r"|windscreen"
    r"|viewfinder|lens|eyes)",
    re.IGNORECASE,
)
CLOSE: Final = re.compile(r"^(?:INSERT|CLOSE[\s-]?(?:ON|UP)?\b|ANGLE ON|DETAIL|C\.?U\.?\b|ON THE\b)", re.IGNORECASE)
_THING: Final = (
    r"letters?|notes?|photos?|photograph|phone|keys?|ring|gun|pistol|revolver|knife|watch|clock|envelope|map"
    r"|tickets?|coins?"
    r"|lighter|match|matches|button|screen|radio|receiver|notebook|diary|page|card|locket|bottle|switch|handle"
    r"|lock|pills?"
    r"|newspaper|headline|sign|dial|compass|lever|candle|lantern|flashlight|torch|medal|telegram|logbook|log|rope|knot"
    r"|fuse|needle|passport|box|thermos|cup|mug|glass"
)
_HANDLING: Final = (
    r"holds?|picks? up|opens?|reads?|takes? out|pulls? out|unfolds?|puts? down|places?|turns? over|grips?|lights?"
    r"|slides?"
    r"|hands?|drops?|presses?|writes?|dials?|winds?|reaches for|flips?|strikes?|sets?|lifts?|tears?|unlocks?"
    r"|loads?|cocks?"
    r"|checks?|examines?|studies|touches|pours?|ties|unties|twists?|closes|snaps?"
)
HANDLING: Final = re.compile(rf"\b(?:{_HANDLING})\b[^.!?\n]{{0,40}}\b(?:{_THING})\b", re.IGNORECASE)
#: A thing that itself does something: "The phone rings."
THING_ACTS: Final = re.compile(
    rf"^(?:the|a|an|his|her|their|its)\s(?:\w+\s){{0,2}}(?:{_THING})\b(?!['’]s\b)", re.IGNORECASE
)
#: Things that can be drawn closely, and the words for them.
_DETAILS: Final[dict[Insert, re.Pattern[str]]] = {
    "photo": re.compile(r"\b(?:photos?|photographs?|picture|medal|locket)\b", re.IGNORECASE),
    "letter": re.compile(
        r"\b(?:letters?|notes?|envelope|map|tickets?|notebook|diary|page|card|newspaper|headline|telegram|logbook|log"
        r"|passport|sign)\b",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"\b(?:phone|smartphone)\b", re.IGNORECASE),
    "key": re.compile(r"\b(?:keys?|locks?)\b", re.IGNORECASE),
    "cup": re.compile(r"\b(?:cups?|mugs?|glass|thermos|bottle)\b", re.IGNORECASE),
}


def detail(text: str) -> Insert | None:
    """The thing that an action looks at, where it can be drawn closely; a rope or a ring is left in its hands."""
    return next((thing for thing, words in _DETAILS.items() if words.search(text)), None)


CHASE: Final = re.compile(
    r"(?<!not )\b(?:runs?(?! (?:his|her|their|a|the|low|dry)\b)|running|sprints?|chas(?:es?|ing)"
    r"|flees?|races?|fights?|struggles?|punch(?:es)?|shoves?|tackles?"
    r"|crash(?:es)?"
    r"|explo(?:des|sion)|stumbles?|bolts|scrambles?|attacks?|lunges?|rennt|court|corre|бежит|走る|走り|跑)\b",
    re.IGNORECASE,
)
WALK: Final = re.compile(
    r"\b(?:walks?|walking|cross(?:es)?|strides?|hurries|paces|climbs?|drives?|rides?|marches|wanders?|follows?"
    r"|approach(?:es)?"
    r"|enters?|arrives?|steps? (?:in|out|off|onto|into)|heads? (?:for|to)|passes|comes? (?:in|out|down|up)|leaves"
    r"|exits?"
    r"|geht|läuft|marche|camina|cammina|ид[её]т|входит|выходит|歩|入って)",
    re.IGNORECASE,
)
CRANE_UP: Final = re.compile(
    r"\b(?:looks? up|rises?|stands? up|gets? up|climbs|soars?|towers?|above|overhead|sky)\b", re.IGNORECASE
)
CRANE_DOWN: Final = re.compile(
    r"\b(?:looks? down|falls?|drops to|kneels?|collapses|sinks?|below|beneath)\b", re.IGNORECASE
)
FEELING: Final = re.compile(
    r"\b(?:smiles?|cr(?:y|ies)|tears?|weeps?|stares?|freezes?|frozen|swallows?|eyes|face|blinks?|breath(?:es?"
    r"|ing)?|gasps?|nods?"
    r"|frowns?|grins?|sighs?|hesitates?|trembl(?:es|ing)|flinch(?:es)?|listens?|realizes?|realises?|looks? (?:at"
    r"|away|back)"
    r"|watch(?:es|ing)|sees|glances?|whispers?)\b",
    re.IGNORECASE,
)
ENTRANCE: Final = re.compile(
    r"^[^.!?\n]{0,40}\b(?:enters?|arrives?|appears?|emerges?|joins|(?:comes?|walks?|steps?|bursts?|rushes|runs?"
    r"|slips?|wanders?"
    r"|strides?|hurries) (?:in|into|through|out|over|up)|climbs (?:in|aboard|up)|входит|появляется|entre|entra"
    r"|tritt ein|kommt)",
    re.IGNORECASE,
)
EXIT: Final = re.compile(
    r"^[^.!?\n]{0,40}\b(?:exits?|leaves(?=\s*(?:[.,;!\n]|$|the\b|without\b))|disappears?|vanishes|is gone"
    r"|(?:walks?|runs?|storms?|drives?|hurries|slips?|strides?) (?:out|off|away)|уходит|выходит|sort\b|sale\b|esce\b)",
    re.IGNORECASE,
)
PRONOUN: Final = re.compile(r"^(?:he|she|they|his|her|their|both|er|sie|il|elle|ils|он|она|они)\b", re.IGNORECASE)
TITLE_CARD: Final = re.compile(
    r"^(?:TITLE CARD|INTERTITLE|CARD|TITLE|CHYRON CARD)\s*[:–—-]\s*(?P<text>\S.*)$", re.DOTALL
)
THE_END: Final = re.compile(r"^\W*(?:the end|fin|ende|fine|конец|終|終わり|完)\W*$", re.IGNORECASE)


def is_fade_in(text: str) -> bool:
    return _FADE_IN.search(text) is not None


def transition(text: str) -> ShotTransition:
    """What a transition does to the shot before it. Cuts of any kind, and what is not understood, cut."""
    if _FADE_OUT.search(text):
        return "fade_out"
    return "dissolve" if _DISSOLVE.search(text) else "cut"


def performance(parentheticals: tuple[str, ...], text: str) -> Performance | None:
    """How the words are to be said; None where nothing says so. Capitals with an exclamation mark are
    shouted."""
    for parenthetical in reversed(parentheticals):
        for manner, pattern in _PERFORMANCES:
            if pattern.search(parenthetical):
                return manner
    letters = [character for character in text if character.isalpha()]
    if len(letters) > 4 and "!" in text and all(map(str.isupper, letters)):
        return "shouted"
    return None


def pauses(parentheticals: tuple[str, ...]) -> bool:
    return any(_PAUSE.search(parenthetical) for parenthetical in parentheticals)


def is_remote(extensions: tuple[str, ...]) -> bool:
    """True for a voice from a device or a narrator: heard, not seen."""
    return any(_REMOTE.search(extension.strip()) for extension in extensions)
