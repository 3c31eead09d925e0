"""Tables of words: which drawn place a location means, inside and outside, and which time of day a heading says."""

from typing import Final

from contracts.recipes.animatic import Place
from contracts.recipes.film import TimeOfDay


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Places that are drawn as interiors, and as exteriors. A vehicle, a bar, a station can be seen from both.
INTERIOR: Final[frozenset[Place]] = frozenset(
    {"room", "bedroom", "kitchen", "office", "corridor", "hall", "hospital", "workshop", "vehicle", "bar"}
)
EXTERIOR: Final[frozenset[Place]] = frozenset(
    {"street", "rooftop", "park", "forest", "field", "coast", "mountain", "desert", "road"}
)

#: (place inside, place outside): words. None where the word does not say.
_GROUPS: Final[tuple[tuple[Place | None, Place | None, str], ...]] = (
    (
        "room",
        "street",
        """
        house, home, apartment, flat, living room, lounge, parlour, parlor, dining room, sitting room, study, den,
        attic, room, suite, cabin room, lamp room, waiting room, townhouse, building, apartment building, motel,
        hotel, wohnzimmer, wohnung, haus, zimmer, salon, appartement, maison, chambre d'hôtel, sala, casa, salón,
        piso, soggiorno, комната, квартира, дом, гостиная, 部屋, 家, 居間, リビング, アパート, 客厅, 房间
    """,
    ),
    (
        "room",
        "field",
        """
        farmhouse, cottage, cabin, hut, barn, shed, farm, mansion, manor, villa, estate, tent, shack, bauernhaus,
        hütte, ferme, granja, fattoria, изба, дача, ферма, 小屋, 農家
    """,
    ),
    (
        "room",
        "coast",
        """
        lighthouse, beach house, boathouse, boat house, fisherman's hut, leuchtturm, phare, faro, маяк, 灯台
    """,
    ),
    (
        "bedroom",
        None,
        """
        bedroom, bed room, master bedroom, nursery, hotel room, motel room, dormitory, dorm, dorm room, bunk, bunk
        room, berth, cell, guest room, schlafzimmer, kinderzimmer, chambre, dormitorio, habitación, camera da letto,
        спальня, детская, номер, 寝室, 卧室
    """,
    ),
    (
        "kitchen",
        None,
        """
        kitchen, pantry, galley, kitchenette, scullery, küche, cuisine, cocina, cucina, кухня, 台所, キッチン, 厨房
    """,
    ),
    (
        "office",
        "street",
        """
        office, cubicle, conference room, meeting room, boardroom, newsroom, police station, precinct, interrogation
        room, control room, study room, classroom, library, laboratory, lab, bank, studio, embassy, büro, kontor,
        klassenzimmer, bureau, salle de classe, bibliothèque, oficina, aula, ufficio, кабинет, офис, класс,
        библиотека, 事務所, オフィス, 教室, 图书馆, 办公室
    """,
    ),
    (
        "corridor",
        None,
        """
        corridor, hallway, passage, passageway, stairwell, staircase, stairs, landing, elevator, lift, tunnel,
        basement, cellar, sewer, bathroom, toilet, restroom, flur, gang, treppenhaus, keller, couloir, escalier,
        pasillo, escalera, corridoio, коридор, лестница, подвал, 廊下, 階段, 走廊
    """,
    ),
    (
        "hall",
        "street",
        """
        hall, lobby, foyer, entrance hall, ballroom, theatre, theater, auditorium, church, chapel, cathedral,
        museum, gallery, gym, gymnasium, courtroom, courthouse, palace, castle, temple, school, university, opera,
        cinema, mall, supermarket, warehouse floor, city hall, ship's hall, halle, kirche, schule, église, théâtre,
        musée, iglesia, escuela, chiesa, scuola, холл, зал, церковь, школа, театр, ホール, 教会, 学校, 教堂
    """,
    ),
    (
        "bar",
        "street",
        """
        bar, pub, tavern, saloon, restaurant, cafe, café, coffee shop, diner, nightclub, club, canteen, cafeteria,
        bistro, inn, casino, kneipe, gasthaus, gaststätte, brasserie, taberna, cantina, trattoria, бар, кафе,
        ресторан, трактир, 居酒屋, 喫茶店, カフェ, レストラン, 酒吧, 餐厅
    """,
    ),
    (
        "hospital",
        "street",
        """
        hospital, clinic, hospital room, ward, operating room, operating theatre, emergency room, icu, doctor's
        office, morgue, infirmary, krankenhaus, hôpital, clinique, ospedale, больница, палата, 病院, 病室, 医院
    """,
    ),
    (
        "workshop",
        "street",
        """
        workshop, garage, factory, warehouse, studio loft, forge, smithy, shop, store, bookshop, bookstore, bakery,
        pharmacy, hangar, mill, engine room, boiler room, machine room, shipyard, boatyard, atelier, werkstatt,
        fabrik, laden, usine, boutique, taller, fábrica, tienda, officina, fabbrica, negozio, мастерская, завод,
        гараж, магазин, 工場, 店, 工房, 车库
    """,
    ),
    (
        "vehicle",
        "road",
        """
        car, cab, taxi, truck, van, bus, coach, pickup, limousine, limo, ambulance, police car, patrol car, jeep,
        camper, tram, auto, lastwagen, voiture, camion, coche, macchina, машина, такси, автобус, грузовик, 車, 車内,
        タクシー, バス, 汽车
    """,
    ),
    (
        "vehicle",
        "coast",
        """
        boat, ship, ferry, yacht, submarine, ferry cabin, wheelhouse, ship's bridge, fishing boat, schiff, boot,
        fähre, bateau, barco, barca, nave, корабль, лодка, паром, 船, フェリー
    """,
    ),
    (
        "vehicle",
        "mountain",
        """
        airplane, aeroplane, plane, helicopter, cockpit, spaceship, spacecraft, cable car, flugzeug, avion, avión,
        aereo, самолёт, самолет, 飛行機
    """,
    ),
    (
        "vehicle",
        "station",
        """
        train, train compartment, compartment, carriage, railway carriage, train car, subway car, subway train,
        dining car, zug, abteil, tren, treno, wagon, поезд, вагон, купе, 電車, 列車, 火车
    """,
    ),
    (
        "station",
        "station",
        """
        station, train station, railway station, bus station, subway station, metro station, subway, metro,
        platform, train platform, terminal, ferry terminal, airport, bus stop, bus depot, ticket office, bahnhof,
        bahnsteig, gare, quai de gare, estación, stazione, вокзал, станция, перрон, 駅, ホーム, 空港, 车站
    """,
    ),
    (
        None,
        "street",
        """
        street, alley, alleyway, avenue, boulevard, sidewalk, pavement, square, plaza, market, city, town, village,
        downtown, courtyard, yard, parking lot, car park, gas station, petrol station, front door, doorway, porch,
        driveway, storefront, neighbourhood, neighborhood, crossroads, intersection, corner, straße, gasse, platz,
        stadt, dorf, hof, rue, ruelle, ville, cour, calle, callejón, plaza mayor, ciudad, strada di città, vicolo,
        piazza, città, улица, переулок, площадь, город, двор, деревня, 道, 通り, 街, 路地, 街道
    """,
    ),
    (
        None,
        "rooftop",
        """
        rooftop, roof, balcony, terrace, fire escape, roof terrace, dach, balkon, toit, terrasse, tejado, azotea,
        tetto, крыша, балкон, 屋上, ベランダ, 屋顶
    """,
    ),
    (
        None,
        "park",
        """
        park, garden, playground, cemetery, graveyard, churchyard, lawn, backyard, back yard, golf course, zoo,
        schoolyard, garten, friedhof, jardin, parc, cimetière, jardín, parque, cementerio, giardino, parco, парк,
        сад, кладбище, 公園, 庭, 墓地, 公园
    """,
    ),
    (
        None,
        "forest",
        """
        forest, woods, wood, jungle, swamp, clearing, grove, trail, camp, campsite, campfire, wald, forêt, bois,
        bosque, selva, foresta, bosco, лес, тайга, поляна, 森, 林, 森林
    """,
    ),
    (
        None,
        "field",
        """
        field, meadow, prairie, pasture, plain, vineyard, orchard, countryside, battlefield, cornfield, wheat field,
        stadium, runway, feld, wiese, champ, campo, prado, prato, поле, луг, степь, 野原, 畑, 田んぼ, 田野
    """,
    ),
    (
        None,
        "coast",
        """
        coast, beach, shore, shoreline, sea, ocean, harbour, harbor, pier, jetty, dock, docks, quay, cliff, cliffs,
        bay, island, seaside, lake, lakeside, river, riverbank, waterfront, marina, port, deck, ferry deck, ship's
        deck, boat deck, slipway, ferry landing, wharf, breakwater, lagoon, strand, küste, meer, hafen, see, fluss,
        steg, plage, mer, côte, falaise, lac, rivière, jetée, playa, mar, costa, muelle, río, lago, spiaggia, mare,
        porto, molo, берег, море, пляж, пристань, причал, озеро, река, порт, палуба,
        海, 浜辺, 海岸, 港, 湖, 川, 桟橋, 海边
    """,
    ),
    (
        None,
        "mountain",
        """
        mountain, mountainside, mountains, hill, hilltop, hillside, summit, peak, ridge, glacier, valley, canyon,
        gorge, sky, snowfield, ski slope, berg, gipfel, tal, montagne, colline, sommet, montaña, colina, cima,
        montagna, collina, гора, горы, холм, вершина, ущелье, 山, 丘, 峠, 山顶
    """,
    ),
    (
        None,
        "desert",
        """
        desert, dunes, dune, wasteland, salt flat, mesa, badlands, moon, mars, planet surface, wüste, désert,
        desierto, deserto, пустыня, 砂漠, 沙漠
    """,
    ),
    (
        None,
        "road",
        """
        road, highway, motorway, freeway, dirt road, country road, roadside, bridge, lane, toll booth, causeway,
        landstraße, autobahn, brücke, route, autoroute, pont, carretera, autopista, puente, strada, autostrada,
        ponte, дорога, шоссе, мост, 道路, 橋, 公路
    """,
    ),
    (
        "corridor",
        "mountain",
        """
        cave, mine, crypt, tomb, dungeon, bunker, höhle, grotte, cueva, grotta, пещера, шахта, 洞窟
    """,
    ),
)
KEYWORDS: Final[dict[str, tuple[Place | None, Place | None]]] = {
    " ".join(word.split()): (inside, outside) for inside, outside, words in _GROUPS for word in words.split(",")
}
#: These say little beside another word: HOSPITAL - ROOM 12 is a hospital, KITCHEN - MARA'S HOUSE a kitchen.
GENERIC: Final = _split("""
    house home apartment flat room suite building apartment building townhouse mansion manor villa estate farm hotel
    motel city town village sky yard tent corner haus zimmer wohnung stadt dorf casa sala salon maison ville
    квартира дом комната город двор 家 部屋 街 ship boat ferry train island sea ocean
""")
#: Mean something else too often to be read as places in running text: they see, a gang, a flat voice.
HEADINGS_ONLY: Final = _split("""
    see gang boot flat plain square landing lift home cell den bank store coach hall club cab point sky wood tal mar
    hof rue auto strand port place inn camp shop corner yard lane bridge plane mine bus cima lago campo piso номер
    dock trail
""")

_TIMES: Final[tuple[tuple[TimeOfDay, str], ...]] = (
    (
        "dawn",
        """
        dawn, sunrise, daybreak, first light, early morning, pre dawn, morgendämmerung, morgengrauen, sonnenaufgang,
        aube, lever du soleil, alba, amanecer, madrugada, рассвет, восход, раннее утро, 夜明け, 明け方, 黎明
    """,
    ),
    (
        "day",
        """
        day, morning, noon, midday, afternoon, late afternoon, daytime, daylight, late morning, tag, tags, morgen,
        vormittag, mittag, nachmittag, jour, matin, midi, après midi, día, dia, mañana, mediodía, tarde, giorno,
        mattina, mezzogiorno, pomeriggio, день, утро, полдень, 昼, 朝, 日中, 午後, 午前, 白天
    """,
    ),
    (
        "dusk",
        """
        dusk, sunset, twilight, evening, early evening, magic hour, golden hour, sundown, nightfall, late evening,
        abenddämmerung, dämmerung, abend, sonnenuntergang, soir, crépuscule, coucher du soleil, atardecer,
        anochecer, crepúsculo, sera, tramonto, вечер, сумерки, закат, 夕方, 夕暮れ, 夕, 黄昏
    """,
    ),
    (
        "night",
        """
        night, midnight, late night, nighttime, middle of the night, nacht, nachts, mitternacht, nuit, minuit,
        noche, medianoche, notte, mezzanotte, ночь, полночь, 夜, 深夜, 真夜中, 晚上
    """,
    ),
)
TIMES: Final[dict[str, TimeOfDay]] = {
    " ".join(word.split()): time for time, words in _TIMES for word in words.split(",")
}
