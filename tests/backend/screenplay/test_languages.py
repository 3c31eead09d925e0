"""Which language a film and each of its lines is spoken in: what the title page says, else what the letters say."""

import pytest
from film_studio.screenplay import titles
from film_studio.screenplay.language import of_screenplay, of_text
from film_studio.screenplay.parser import parse


def of(source: str) -> str:
    return of_screenplay(parse(source))


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("Russian", "ru"),
        ("  tiếng   Việt ", "vi"),
        ("中文", "cmn"),
        ("de", "de"),
        ("EN-gb", "en-GB"),
        ("pt_BR", "pt-BR"),
        ("zh", "cmn"),
        ("zh-Hant", "cmn-hant"),
        ("es-419", "es-419"),
        ("Klingon", "en"),
        ("x", "en"),
    ],
)
def test_the_title_page_states_the_language_by_name_or_tag(stated: str, tag: str) -> None:
    assert of(f"Title: T\nLanguage: {stated}\n\nINT. ROOM\n\nMARA\nHello.\n") == tag


@pytest.mark.parametrize(
    "entry", ["language: German", "LANGUAGE: German", "Language:\n    German", "Sprache: Deutsch", "Langue : allemand"]
)
def test_the_entry_is_found_however_it_is_written(entry: str) -> None:
    assert of(f"Title: T\n{entry}\n\nMARA\nHello.\n") == "de"


@pytest.mark.parametrize(
    ("title", "language", "tag"),
    [
        ("Titre", "Langue: français", "fr"),
        ("Titel", "Sprache: Italienisch", "it"),
        ("Título", "Idioma: portugués", "pt"),
        ("Titolo", "Lingua: tedesco", "de"),
        ("Название", "Язык: английский", "en"),
    ],
)
def test_a_title_page_is_read_in_its_own_language(title: str, language: str, tag: str) -> None:
    screenplay = parse(f"{title}: Le Pont\n{language}\n\nINT. ROOM\n\nMARA\nHello.\n")
    assert titles.stated(screenplay, "title") == ("Le Pont",)
    assert of_screenplay(screenplay) == tag


def test_a_language_that_is_not_filled_in_says_nothing() -> None:
    assert of("Title: T\nLanguage:\n\nMARA\nПривет.\n") == "ru"


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("Hello.", "en"),
        ("Привет.", "ru"),
        ("Привіт, як справи?", "uk"),
        ("Γειά σου.", "el"),
        ("こんにちは。", "ja"),
        ("日本語の映画です。", "ja"),  # with kana the characters are Japanese
        ("カタカナ日本日本日本", "ja"),
        ("今天是星期天。", "cmn"),
        ("안녕하세요.", "ko"),
        ("مرحبا بك", "ar"),
        ("سلام چطوری", "fa"),
        ("שלום", "he"),
        ("नमस्ते", "hi"),
        ("123!", "en"),
        ("Hello Привет друг", "ru"),  # what there is more of
        ("Hello friend Привет", "en"),
    ],
)
def test_letters_tell_the_language(said: str, tag: str) -> None:
    assert of(f"INT. ROOM\n\n@M\n{said}\n") == tag


def test_dialogue_tells_before_action_does_and_action_before_nothing() -> None:
    assert of("INT. ROOM\n\nRain falls on everything here.\n\nMARA\nДа.\n") == "ru"
    assert of("INT. ROOM\n\nДождь идёт.\n") == "ru"
    assert of("INT. ROOM\n\nДождь идёт.\n\nMARA\n12.\n") == "ru"
    assert of("") == "en"


def test_a_long_film_is_judged_by_its_beginning() -> None:
    russian, english = "MARA\n" + "да " * 200 + "\n\n", "MARA\n" + "word " * 200 + "\n\n"
    assert of(russian * 30 + english * 100) == "ru"
    assert of(russian * 10 + english * 100) == "en"
    assert of("MARA\n" + "да " * 9_000 + "word " * 20_000 + "\n") == "ru"


@pytest.mark.parametrize(
    ("text", "film", "tag"),
    [
        ("Hello.", "en", "en"),
        ("Hello.", "de", "de"),
        ("Привет.", "en", "ru"),
        ("Привет.", "bg", "bg"),
        ("Hello.", "ru", "en"),
        ("Привет, Tom.", "en", "en"),
        ("Privet.", "sr", "sr"),
        ("漢字", "ja", "ja"),
        ("漢字", "ko", "ko"),
        ("漢字", "en-GB", "cmn"),
        ("Hello.", "en-GB", "en-GB"),
        ("42!", "ru", "ru"),
        ("", "ru", "ru"),
    ],
)
def test_a_line_is_in_the_language_of_its_film_unless_its_letters_are_not(text: str, film: str, tag: str) -> None:
    assert of_text(text, film) == tag


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("The tide is out, and you know what that is.", "en"),
        ("Wo ist mein Vater? Er ist nicht da, und ich habe die Schlüssel.", "de"),
        ("Où est mon père ? Je ne sais pas, il est dans la rue avec elle.", "fr"),
        ("¿Dónde está mi padre? No está en la casa, y ella no lo sabe.", "es"),
        ("Dov'è mio padre? Non lo so, è nel giardino con lei, e sono sola.", "it"),
        ("Onde está o meu pai? Não sei, ele saiu com uma mulher, e eu fiquei.", "pt"),
        ("Waar is mijn vader? Ik weet het niet, hij is met een vrouw naar huis.", "nl"),
        ("Hello.", "en"),  # too little to say
        ("Merci.", "en"),
    ],
)
def test_small_words_tell_the_language_where_the_letters_do_not(said: str, tag: str) -> None:
    assert of(f"INT. ROOM\n\nMARA\n{said}\n") == tag


def test_where_little_is_said_the_action_tells_it() -> None:
    assert of("INT. BUREAU - JOUR\n\nElle est dans le bureau et ne dit pas un mot.\n\nLÉA\nMerci.\n") == "fr"


def test_a_word_of_another_language_changes_nothing() -> None:
    assert of("INT. ROOM\n\nMARA\nDas ist der Hut, she said, and the rest is what you know of her.\n") == "en"
