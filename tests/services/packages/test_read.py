"""A package is read as if an enemy had written it."""

import base64
import hashlib
import hmac
import io
import json
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import ActivityState, Dimension, Gender, Medium, Modality, Service, Tax
from services import cards, jws, municipality, strict_json
from services.packages.payload import (
    KIND,
    AttendanceRow,
    CertificationRow,
    CharacterisationRow,
    Payload,
    PrintRow,
    Totals,
)
from services.packages.read import BadPackageError, KnownKey, VerifiedPackage, read_package
from tests.support import (
    LISTS,
    TODAY,
    Sender,
    activity,
    attended,
    canonical,
    declared_zero,
    digest_of,
    document,
    month_of,
)

NINE = "7864f595741b5ba27cdbf48ff79cd35bec16c3034d0ec9a6418a2c498c7562a7"
SENDER = Sender("inem")
OTHER = Sender("la-joya")
KEYS = SENDER.known | OTHER.known
GOOD = SENDER.package()
FULL = month_of(
    "inem",
    atenciones=(
        attended("2021-01-05", 3),
        AttendanceRow("2021-01-05", Modality.VIRTUAL, Gender.MAN, Service.BUSINESS_TAX, 2),
        attended("2021-01-31", 1),
    ),
    impresiones=(PrintRow("2021-01-05", Tax.BUSINESS, Medium.PHYSICAL, 5),),
    actividades=(activity("inem-001", ["inem", "morrorico"]), activity("inem-002", ["la-joya", "inem"])),
    certificaciones=(
        CertificationRow("2021-01-30", "inem-001", Gender.WOMAN, "inem", 4),
        CertificationRow("2021-01-30", "inem-002", Gender.WOMAN, "inem", 1),
    ),
    caracterizacion=(CharacterisationRow(Dimension.AGE, "0-13", 3),),
)


def read(token: bytes, keys: dict[str, KnownKey] | None = None) -> VerifiedPackage:
    return read_package(token, KEYS if keys is None else keys, LISTS, TODAY)


def refused(token: bytes, why: str = ".") -> str:
    """The reason; it must be one clause of plain Spanish that fits after a colon."""
    with pytest.raises(BadPackageError, match=why) as refusal:
        read(token)
    reason = str(refusal.value)
    assert 10 < len(reason) < 200
    assert reason.isprintable()
    assert reason[0].islower()
    assert not reason.endswith(".")
    return reason


def signed(value: object, kind: str = KIND) -> bytes:
    return SENDER.sign(canonical(value), kind)


def changed(**changes: Any) -> bytes:
    """The full month with some fields changed as plain values."""
    return signed(document(FULL) | changes)


def b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def test_a_good_package_is_read_whole() -> None:
    verified = read(SENDER.sign(strict_json.encode(FULL)))
    assert verified.payload == FULL
    assert verified.kid == SENDER.kid
    assert verified.digest == hashlib.sha256(strict_json.encode(FULL)).hexdigest()


def test_a_declared_zero_is_read() -> None:
    assert read(SENDER.sign(strict_json.encode(declared_zero("inem")))).payload.is_empty


def test_every_flipped_bit_is_refused() -> None:
    for bit in range(len(GOOD) * 8):
        data = bytearray(GOOD)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadPackageError):
            read(bytes(data))


def test_every_truncation_is_refused() -> None:
    for length in range(len(GOOD)):
        with pytest.raises(BadPackageError):
            read(GOOD[:length])
        with pytest.raises(BadPackageError):
            read(GOOD[length + 1 :])


def test_every_missing_or_doubled_byte_is_refused() -> None:
    for place in range(len(GOOD)):
        for data in (GOOD[:place] + GOOD[place + 1 :], GOOD[:place] + GOOD[place : place + 1] + GOOD[place:]):
            with pytest.raises(BadPackageError):
                read(data)


def test_bytes_around_a_package_are_refused() -> None:
    for extra in (*(bytes([value]) for value in range(256)), b"==", b"\r\n", b"\xef\xbb\xbf", GOOD, b"." + GOOD):
        refused(GOOD + extra)
        refused(extra + GOOD)


@pytest.mark.parametrize("name", ["nothing", "text", "zip", "json", "dots", "utf-16", "pem"])
def test_what_is_no_package_is_refused(name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inem_2021-01_r1.bpd", GOOD)
    others = {
        "nothing": b"",
        "text": "atención".encode(),
        "zip": packed.getvalue(),
        "json": strict_json.encode(FULL),
        "dots": b"..",
        "utf-16": GOOD.decode().encode("utf-16"),
        "pem": b"-----BEGIN X-----",
    }
    refused(others[name])


# -- the encoding: each part has one spelling --------------------------------------------------------------------


def respelt(place: int, spell: Callable[[bytes], bytes]) -> bytes:
    parts = GOOD.split(b".")
    parts[place] = spell(parts[place])
    return b".".join(parts)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_second_spelling_of_the_same_bytes_is_refused(place: int) -> None:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    part = GOOD.split(b".")[place]
    spellings: list[Callable[[bytes], bytes]] = [
        lambda part: part + b"=" * (-len(part) % 4),
        lambda part: part + b"=",
        lambda part: part + b"==",
        lambda part: part + b"====",
        lambda part: part + b"\n",
        lambda part: part[:20] + b"\n" + part[20:],
        lambda part: b" " + part,
        lambda part: part + b"\x00",
        lambda part: part[:4] + "ñ".encode() + part[4:],
        lambda part: part + b"A",
    ]
    for spell in spellings:
        if spell(part) != part:
            refused(respelt(place, spell))
    spare = {0: 0, 2: 4, 3: 2}[len(part) % 4]  # the bits of the last letter that carry nothing
    for loose in range(1, 1 << spare):
        last = alphabet[alphabet.index(part[-1]) | loose]
        data = respelt(place, lambda part, last=last: part[:-1] + bytes([last]))  # type: ignore[misc]
        assert jws_bytes(data, place) == jws_bytes(GOOD, place)
        refused(data)


def jws_bytes(token: bytes, place: int) -> bytes:
    part = token.split(b".")[place]
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def test_the_other_alphabet_of_base64_is_refused() -> None:
    """Standard base64 writes + and / where the URL's writes - and _."""
    token = next(
        token for revision in range(1, 200) if b"-" in (token := SENDER.package(revision=revision)) and b"_" in token
    )
    refused(token.replace(b"-", b"+"))
    refused(token.replace(b"_", b"/"))


# -- the header: there is only one -------------------------------------------------------------------------------


def with_header(header: bytes, signature: bytes | None = None) -> bytes:
    """A token whose header says anything, rightly signed by the point's own key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    message = b64(header) + b"." + b64(strict_json.encode(FULL))
    key = Ed25519PrivateKey.from_private_bytes(SENDER.private)
    return message + b"." + b64(key.sign(message) if signature is None else signature)


HEADER = {"alg": "EdDSA", "kid": SENDER.kid, "typ": KIND}


def test_the_one_header_is_accepted() -> None:
    assert read(with_header(canonical(HEADER))).payload == FULL


@pytest.mark.parametrize(
    "header",
    [
        *(
            {**HEADER, "alg": alg}
            for alg in ("none", "None", "NONE", "HS256", "HS512", "RS256", "ES256", "Ed25519", "")
        ),
        *({**HEADER, "typ": typ} for typ in (cards.KIND, "JWT", "BPD+JSON", "", None)),
        {**HEADER, "b64": False},
        {**HEADER, "crit": ["b64"]},
        {**HEADER, "jwk": {}},
        {**HEADER, "x5u": "http://x"},
        {**HEADER, "cty": "x"},
        {**HEADER, "kid": 5},
        {**HEADER, "kid": None},
        {"alg": "EdDSA", "typ": KIND},
        {"alg": "EdDSA", "kid": SENDER.kid},
        {},
        [],
        "EdDSA",
    ],
)
def test_any_other_header_is_refused_though_it_is_signed(header: object) -> None:
    refused(with_header(canonical(header)))


@pytest.mark.parametrize(
    "header",
    [
        json.dumps(HEADER).encode(),
        canonical(HEADER) + b" ",
        canonical(HEADER).replace(b'"alg"', b'"alg":"none","alg"'),
        canonical(HEADER)[:-1] + b',"typ":"bpd+json"}',
        b'{"typ":"bpd+json","alg":"EdDSA","kid":"' + SENDER.kid.encode() + b'"}',
        canonical(HEADER).replace(b"EdDSA", b"\\u0045dDSA"),
        b"\xff\xfe",
        b"",
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_header_in_another_form_is_refused_though_it_is_signed(header: bytes) -> None:
    refused(with_header(header))


def test_no_signature_is_no_signature() -> None:
    for header in (HEADER, {**HEADER, "alg": "none"}):
        refused(with_header(canonical(header), signature=b""))
        refused(with_header(canonical(header), signature=bytes(64)))


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    """The classic mistake: a verifier that takes HS256 and uses the public key as its secret."""
    header = canonical({**HEADER, "alg": "HS256"})
    message = b64(header) + b"." + b64(strict_json.encode(FULL))
    for secret in (SENDER.public, b64(SENDER.public)):
        refused(message + b"." + b64(hmac.new(secret, message, hashlib.sha256).digest()))


def test_the_second_form_of_a_signature_is_refused() -> None:
    """S and S + L satisfy the same equation; only the smaller one is a signature (RFC 8032)."""
    order = 2**252 + 27742317777372353535851937790883648493
    message, _, signature = GOOD.rpartition(b".")
    raw = base64.urlsafe_b64decode(signature + b"==")
    other = int.from_bytes(raw[32:], "little") + order
    refused(message + b"." + b64(raw[:32] + other.to_bytes(32, "little")), "firma")


def test_a_card_is_no_package_and_a_package_no_card() -> None:
    refused(SENDER.card(), "otra clase")
    refused(signed(document(FULL), cards.KIND), "otra clase")
    with pytest.raises(jws.NotSignedError, match="otra clase"):
        jws.take_apart(GOOD, cards.KIND)


# -- the key -----------------------------------------------------------------------------------------------------


def test_a_key_that_nobody_authorised_is_refused() -> None:
    refused(Sender("inem", "otro computador").package(), "no está autorizada")
    with pytest.raises(BadPackageError, match="no está autorizada"):
        read(GOOD, {})


def test_a_key_of_another_point_is_refused() -> None:
    reason = refused(OTHER.sign(strict_json.encode(month_of("inem"))))
    assert "«inem»" in reason
    assert "«la-joya»" in reason


def test_the_name_of_one_key_does_not_lend_it_to_another() -> None:
    token = jws.sign(strict_json.encode(FULL), KIND, SENDER.kid, OTHER.private)
    refused(token, "firma")


def test_a_revoked_key_is_refused() -> None:
    with pytest.raises(BadPackageError, match="revocada"):
        read(GOOD, {SENDER.kid: KnownKey("inem", SENDER.public, revoked=True)})


def test_what_a_revoked_key_signed_is_told_with_its_point_and_month() -> None:
    revoked = {SENDER.kid: KnownKey("inem", SENDER.public, revoked=True, name="Iném")}
    with pytest.raises(BadPackageError, match="firma revocada de «Iném» para enero de 2021"):
        read(GOOD, revoked)
    unreadable = jws.sign(b'{"esquema":1,"periodo":"2021-99"}', KIND, SENDER.kid, SENDER.private)
    with pytest.raises(BadPackageError, match="firma revocada de «Iném»; autorice"):
        read(unreadable, revoked)


def test_a_revision_need_not_say_what_it_follows() -> None:
    """The format lets it: what it follows is evidence, and a predecessor that is not known is no error."""
    for anterior in (None, "a" * 64):
        assert read(SENDER.package(revision=2, anterior=anterior)).payload.revision == 2


# -- the payload's form ------------------------------------------------------------------------------------------

JSON = strict_json.encode(month_of("inem"))


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "no es JSON"),
        (b"{}", "faltan o le sobran"),
        (b"[]", "faltan o le sobran"),
        (JSON + b" ", "forma acordada"),
        (b" " + JSON, "forma acordada"),
        (b"\xef\xbb\xbf" + JSON, "no es"),
        (json.dumps(json.loads(JSON), sort_keys=True).encode(), "forma acordada"),
        (json.dumps(dict(reversed(json.loads(JSON).items())), separators=(",", ":")).encode(), "forma acordada"),
        (JSON.replace(b'"epoca":1', b'"epoca":1,"epoca":1'), "claves repetidas"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":1,"cantidad":3'), "claves repetidas"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":NaN'), "no es un número"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":-Infinity'), "no es un número"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":3.0'), "decimales"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":3e0'), "decimales"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":"3"'), "faltan o le sobran"),
        pytest.param(JSON.replace(b'"cantidad":3', b'"cantidad":' + b"9" * 10_000), "no es JSON", id="long number"),
        pytest.param(JSON.replace(b'"cantidad":3', b'"cantidad":' + b"[" * 50_000), "anidado", id="deep"),
        (JSON.replace(b'"cantidad":3', b'"cantidad":' + b"[" * 8 + b"]" * 8), "anidado"),
        (JSON.replace(b"\xc3\xa1", b"\\u00e1"), "forma acordada"),
        (JSON.replace(b"\xc3\xa1", b"a\xcc\x81"), "NFC"),
        (JSON.replace(b"\xc3\xa1", b"\\ud800"), "caracteres sueltos"),
        (JSON.replace(b"\xc3\xa1", b"\\udc00\\ud800"), "caracteres sueltos"),
        (JSON.replace(b"\xc3\xa1", b"\xed\xa0\x80"), "UTF-8"),
        (JSON.replace(b"\xc3\xa1", b"\xff"), "UTF-8"),
        (JSON.decode().encode("latin-1"), "UTF-8"),
    ],
)
def test_a_payload_in_another_form_is_refused_though_it_is_signed(payload: bytes, why: str) -> None:
    assert payload != JSON
    refused(SENDER.sign(payload), why)


def test_a_newer_schema_has_its_own_sentence() -> None:
    sentence = refused(changed(esquema=2), "versión más nueva")
    assert refused(changed(esquema=99, cosa={"nueva": [1.5]})) == sentence
    assert refused(SENDER.sign(b'{"esquema":7}')) == sentence


@pytest.mark.parametrize("schema", [0, -1, "2", None, 1.0, True, [2]])
def test_no_other_schema_is_taken_for_a_newer_one(schema: object) -> None:
    assert "nueva" not in refused(changed(esquema=schema))


# -- the payload's fields ----------------------------------------------------------------------------------------


def in_row(part: str, **changes: Any) -> bytes:
    """The full month with the first row of a part changed."""
    plain = document(FULL)
    plain[part][0] |= changes
    return signed(plain)


@pytest.mark.parametrize("field", sorted(Payload.__struct_fields__))
def test_no_field_may_be_left_out(field: str) -> None:
    plain = document(FULL)
    del plain[field]
    refused(signed(plain))


@pytest.mark.parametrize("part", ["atenciones", "impresiones", "actividades", "certificaciones", "caracterizacion"])
def test_no_row_has_a_field_more_or_less(part: str) -> None:
    refused(in_row(part, nombre="Ana"), "faltan o le sobran")
    for field in document(FULL)[part][0]:
        plain = document(FULL)
        del plain[part][0][field]
        refused(signed(plain))


BAD_TEXTS = ["", "x" * 501, "a\nb", "a\x00b", "a\x1b[31mb", "a\x7fb", "a\x9bb", "a\n", " ", "   ", "\u2003"]
BAD_DAYS = [
    "2021-02-29",
    "2021-1-05",
    "2021-W01-1",
    "20210105",
    "05/01/2021",
    "2021-01-05\n",
    "２０２１-01-05",
    "0000-01-05",
    "",
]
BAD_COUNTS = [0, -1, 100_000_001, 2**63, 1.5, "3", True, None]


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        *(("atenciones", "cantidad", value) for value in BAD_COUNTS),
        *(("impresiones", "cantidad", value) for value in BAD_COUNTS),
        *(("certificaciones", "cantidad", value) for value in BAD_COUNTS),
        *(("caracterizacion", "cantidad", value) for value in BAD_COUNTS),
        *((part, "fecha", day) for part in ("atenciones", "impresiones", "certificaciones") for day in BAD_DAYS),
        *(("actividades", field, day) for field in ("inicio", "fin") for day in BAD_DAYS),
        *(("actividades", "titulo", text) for text in (*BAD_TEXTS, None)),
        *(("actividades", "codigo", text) for text in (*BAD_TEXTS, "x" * 81, None)),
        *(
            ("actividades", field, text)
            for field in ("estrategia", "aliado", "plataforma", "poblacion")
            for text in BAD_TEXTS
        ),
        *(("caracterizacion", "categoria", text) for text in BAD_TEXTS),
        *(("actividades", field, -1) for field in ("horas", "mujeres", "hombres", "otro", "no_informa")),
        ("atenciones", "modalidad", "telefónica"),
        ("atenciones", "genero", "Mujer"),
        ("atenciones", "servicio", ""),
        ("impresiones", "impuesto", "internet"),
        ("impresiones", "medio", "física"),
        ("actividades", "tipo", "seminario"),
        ("actividades", "estado", "perdida"),
        ("actividades", "puntos", []),
        ("actividades", "puntos", ["la-joya"]),
        ("actividades", "puntos", ["inem", "inem"]),
        ("actividades", "puntos", ["inem", "centro"]),
        ("actividades", "puntos", "inem"),
        ("actividades", "fin", "2021-01-19"),
        ("caracterizacion", "dimension", "nombre"),
        ("certificaciones", "punto", "centro"),
    ],
)
def test_a_bad_value_is_refused(part: str, field: str, value: object) -> None:
    refused(in_row(part, **{field: value}))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("impresion-3d", "impresion-3d"),
        ("x" * 61, "x" * 59 + "…"),
    ],
    ids=range(2),
)
def test_a_service_of_no_list_is_refused_with_what_to_do(code: str, shown: str) -> None:
    reason = refused(in_row("atenciones", servicio=code))
    assert reason == (
        f"nombra el servicio «{shown}», que aquí no está; agréguelo en Ajustes, «Listas», y recíbalo otra vez"
    )


def test_what_the_lists_have_since_is_taken() -> None:
    lists = replace(LISTS, services=LISTS.services | {"impresion-3d"})
    package = SENDER.package(
        atenciones=(AttendanceRow("2021-01-05", Modality.VIRTUAL, Gender.MAN, "impresion-3d", 2),),
        actividades=(activity("a", ["inem"], eje="Robótica"),),
    )
    assert read_package(package, KEYS, lists, TODAY).payload.totales.atenciones == 2


def test_the_nine_services_are_written_as_they_always_were() -> None:
    """The digest of a month that was closed before services were a list."""
    rows = tuple(attended("2021-01-05", 1, service) for service in sorted(Service))
    assert digest_of(SENDER.package(atenciones=rows)) == NINE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("punto", value) for value in ("centro", "", "la-joya", None)),
        *(
            ("periodo", value)
            for value in ("2021", "2021-13", "2021-00", "2021-1", "2021-01\n", "2009-12", "2021-T1", None)
        ),
        *((field, value) for field in ("epoca", "revision") for value in (0, -1, 100_001, "1", None)),
        *(("anterior", value) for value in ("", "x" * 64, "A" * 64, "0" * 63, "0" * 64 + "\n")),
        *((field, value) for field in ("programa", "catalogo") for value in (*BAD_TEXTS, None)),
        *(("sin_actividad", value) for value in BAD_TEXTS),
        ("sin_actividad", "hubo y no hubo"),
        ("atenciones", None),
        ("atenciones", {}),
        ("totales", {}),
    ],
)
def test_a_bad_head_is_refused(field: str, value: object) -> None:
    refused(changed(**{field: value}))


def test_an_empty_month_without_a_reason_is_refused() -> None:
    plain = document(declared_zero("inem"))
    refused(signed(plain | {"sin_actividad": None}), "no tener actividad")


@pytest.mark.parametrize("total", Totals.__struct_fields__)
@pytest.mark.parametrize("off", [-1, 1])
def test_totals_that_do_not_add_up_are_refused(total: str, off: int) -> None:
    plain = document(FULL)
    plain["totales"][total] += off
    refused(signed(plain), "totales de control")


def test_a_count_changed_without_its_total_is_refused() -> None:
    refused(in_row("atenciones", cantidad=4), "totales de control")
    refused(in_row("actividades", mujeres=11), "totales de control")


@pytest.mark.parametrize("part", ["atenciones", "impresiones", "certificaciones"])
@pytest.mark.parametrize("day", ["2020-12-31", "2021-02-01", "2020-01-05", "2022-01-05"])
def test_rows_of_another_month_are_refused(part: str, day: str) -> None:
    refused(in_row(part, fecha=day), "de fuera de enero de 2021")


def test_an_activity_that_starts_in_another_month_is_refused() -> None:
    refused(in_row("actividades", inicio="2020-12-31"), "no empiezan en enero")


def test_an_activity_may_end_in_another_month() -> None:
    read(in_row("actividades", fin="2021-12-31"))


def test_a_month_that_has_not_come_is_refused() -> None:
    refused(SENDER.package("2021-05"), "no ha llegado")
    refused(SENDER.package("9999-12"), "no ha llegado")
    read(SENDER.package("2021-04"))


@pytest.mark.parametrize("part", ["atenciones", "impresiones", "actividades", "certificaciones", "caracterizacion"])
def test_repeated_rows_are_refused(part: str) -> None:
    rows = getattr(FULL, part)
    doubled = msgspec.structs.replace(FULL, **{part: (rows[0], *rows)})
    doubled = msgspec.structs.replace(doubled, totales=doubled.computed_totals())
    refused(SENDER.sign(strict_json.encode(doubled)), "repetidas")


@pytest.mark.parametrize("part", ["atenciones", "actividades", "certificaciones"])
def test_rows_in_disorder_are_refused(part: str) -> None:
    plain = document(FULL)
    plain[part].reverse()
    refused(signed(plain), "desorden")


@pytest.mark.parametrize("owner", ["la-joya", "nadie"])
def test_certifications_of_an_activity_of_another_point_are_refused(owner: str) -> None:
    refused(in_row("certificaciones", punto=owner), "actividades de otro punto")


@pytest.mark.parametrize(
    ("dimension", "category"),
    [
        *((dimension, "Juan Pérez CC 1234567890") for dimension in Dimension),
        (Dimension.AGE, "0-5"),
        (Dimension.AGE, " 0-13"),
        (Dimension.DISABILITY, "si"),
        (Dimension.SATISFACTION, "6"),
        (Dimension.SATISFACTION, "12"),
        (Dimension.COMMUNE, "Comuna  1"),
        (Dimension.COMMUNE, "x" * 61),
        (Dimension.COMMUNE, "tel. 3158"),
    ],
)
def test_a_category_that_is_in_no_list_is_refused(dimension: Dimension, category: str) -> None:
    refused(in_row("caracterizacion", dimension=dimension, categoria=category), "categoría que no está")


@pytest.mark.parametrize(
    ("dimension", "category"),
    [
        (Dimension.AGE, "60+"),
        (Dimension.DISABILITY, "visual"),
        (Dimension.ETHNICITY, "rrom"),
        (Dimension.CONFLICT_VICTIM, "si"),
        (Dimension.SATISFACTION, "5"),
        *((Dimension.COMMUNE, name) for name in municipality.load().comunas),
    ],
)
def test_a_category_of_the_lists_is_read(dimension: Dimension, category: str) -> None:
    read(in_row("caracterizacion", dimension=dimension, categoria=category))


def test_a_cancelled_activity_travels_with_its_state() -> None:
    cancelled = month_of("inem", actividades=(activity("x", ["inem"], estado=ActivityState.CANCELLED),))
    assert read(SENDER.sign(strict_json.encode(cancelled))).payload == cancelled


# -- whatever comes ----------------------------------------------------------------------------------------------


def accepted_or_refused(token: bytes) -> None:
    with suppress(BadPackageError):
        assert strict_json.encode(read(token).payload) == jws.take_apart(token, KIND).payload


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadPackageError):
        read(data)


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 5), st.binary(max_size=5)), min_size=1, max_size=4))
def test_any_mutated_package_is_refused(cuts: list[tuple[int, int, bytes]]) -> None:
    data = GOOD
    for start, length, inserted in cuts:
        data = data[:start] + inserted + data[start + length :]
    if data == GOOD:
        return
    with pytest.raises(BadPackageError):
        read(data)


@given(st.binary(max_size=300))
def test_any_signed_bytes_are_refused_or_read(payload: bytes) -> None:
    accepted_or_refused(SENDER.sign(payload))


@given(st.binary(max_size=80))
def test_any_signed_header_is_refused(header: bytes) -> None:
    if header != canonical(HEADER):
        refused(with_header(header))


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["2021-01-05", "inem"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


def paths(value: Any, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The place of every value inside a document."""
    found = [before]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*before, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += paths(inner, (*before, place))
    return found


PATHS = paths(document(FULL))[1:]


@settings(max_examples=200)
@given(st.sampled_from(PATHS), VALUES)
def test_any_value_in_any_place_is_refused_or_read(path: tuple[str | int, ...], value: Any) -> None:
    plain = document(FULL)
    holder: Any = plain
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    accepted_or_refused(signed(plain))


def test_reading_is_fast_enough_to_refuse_a_large_lie() -> None:
    """16 MiB of nested brackets or of one long text are refused like anything else."""
    size = 4 * 2**20
    for payload in (b"[" * size, b'"' + b"a" * size + b'"', b"{" + b'"a":{' * (size // 5), bytes(size)):
        refused(SENDER.sign(payload))


def test_random_garbage_of_every_size_is_refused() -> None:
    noise = random.Random(7)  # noqa: S311 - a test's dice
    for _ in range(500):
        with pytest.raises(BadPackageError):
            read(noise.randbytes(noise.randrange(2000)))
