"""What the fuzzed readers usually get, before it is spoilt."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import strategies as st

from services import strict_json
from services.keys import KEY_BYTES, KeyRing
from services.profiles import KEYS_FILE, STORE_FILE
from services.self_signed import text_of
from tests.support import Sender, activity, attended, document, month_of
from tests.torture.fuzzing_feeds import PASSPHRASE, SENDER
from tests.torture.fuzzing_inputs import Bytes
from tests.torture.fuzzing_world import CODE

OFFICE = Sender("oficina")
CHEAP = {"memory_cost": 32, "iterations": 1, "lanes": 4}

MONTHS = [
    document(month_of("inem", period, revision, **changes))
    for period, revision, changes in (
        ("2021-01", 1, {}),
        ("2021-02", 3, {"atenciones": (attended("2021-02-05", 7), attended("2021-02-06", 2))}),
        ("2021-01", 2, {"actividades": (activity("INEM-1", ["inem", "la-joya"]),)}),
    )
]
CARDS = [{"clave": text_of(SENDER.public), "epoca": 1, "esquema": 1, "punto": "inem"}]
RECEIPTS = [
    {
        "clave": text_of(OFFICE.public),
        "emitido": "2021-04-10T10:00:00Z",
        "esquema": 1,
        "meses": [
            {"digest": "ab" * 32, "epoca": 1, "periodo": month, "revision": 1} for month in ("2021-01", "2021-02")
        ],
        "punto": "inem",
    }
]
RECOVERY_CARDS = [
    {"clave": text_of(OFFICE.public), "esquema": 1, "rescate": text_of(key)}
    for key in (hashlib.sha256(b"rescate").digest(), bytes(KEY_BYTES))
]


CELLS = {
    "fecha": ("2021-01-05", "05/02/2021", "2021-04-11"),
    "modalidad": ("presencial", "virtual"),
    "genero": ("mujer", "hombre", "otro", "no_informa"),
    "servicio": ("internet", "predial", "ica", "capacitacion"),
    "cantidad": ("1", "3", "100000", "05"),
    "actividad": (CODE,),
    "nota": ("", "Robótica", "ñ"),
    "impuesto": ("predial", "ica"),
    "medio": ("fisica", "digital", "Física"),
    "codigo": tuple(f"INEM-{number}" for number in range(200)),
    "tipo": ("curso", "taller", "charla"),
    "titulo": ("Robótica", "Hoja de vida", "=1+1"),
    "eje": ("Diseño", "Marketing"),
    "estrategia": ("", "al-punto", "En TIC confío"),
    "aliado": ("", "SENA", "Otro aliado"),
    "plataforma": ("", "Zoom"),
    "inicio": ("2021-01-05", "2021-03-31"),
    "fin": ("2021-04-01", "31/12/2021"),
    "horas": ("0", "8"),
    "poblacion": ("", "Jóvenes"),
    "puntos": ("inem", "inem|la-joya"),
    "mujeres": ("0", "7"),
    "hombres": ("0", "7"),
    "otro": ("0",),
    "no_informa": ("0", "1"),
    "mes": ("2020-10", "2020-11", "2020-12"),
    "medida": ("atenciones", "certificaciones", "actividades"),
    "desglose": ("", "", "", "", "modalidad"),
    "categoria": ("", "", "", "", "virtual"),
}
PEOPLE = (
    *(
        "Documento",
        "Nombre completo",
        "Género",
        "Fecha de nacimiento",
        "Celular",
        "Correo",
        "1098700001",
        "1.098.700.002",
    ),
    *("Persona Ejemplo", "F", "M", "CC", "31/01/1990", "3001234567", "p@ejemplo.co", "1,09E+09", "1990-01-31 00:00:00"),
    *("\t", "\t", "\t", "\n", "\n", ";", '"'),
)
PUBLISHED = (
    *(
        "Tabla 3. ",
        "atenciones",
        "certificaciones",
        " 9.123",
        "1.963",
        " en enero de 2021",
        "primer trimestre",
        "Café Madrid",
    ),
    *(
        "\t",
        "\t",
        "\n",
        "\n",
        ", ",
        ". ",
        "mujeres",
        "hombres",
        "total",
        "virtual",
        "12,5 %",
        "1 de enero al 31 de marzo",
        "…… 3",
    ),
    *(
        ". . . . ",
        "pág. 3 de 9",
        "10:30 a. m.",
        "2021",
        "2021-T1",
        "predial",
        "actividades",
        "87 actividades",
        "-",
        "enero",
    ),
)
RECORD = (
    *("PubDSK_1", "0000000", "12345678", "1098700001", "EJEMPLO", "\0" * 16, "PERSONA", "DE LA CRUZ", "0", "M", "F"),
    *(
        "19900131",
        "680001",
        "O+",
        "\0",
        " ",
        "\xa0",
        "\0" * 3,
        "PubDSK_1\0\00012345678" + "1098700001EJEMPLO\0\0UNO\0\0PERSONA\0\0DOS\0\00F19900131680010O+",
    ),
)


def columns(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: CELLS[name] for name in names}


def rings(key: bytes = bytes(KEY_BYTES), recovery_public: bytes | None = None) -> list[Any]:
    """Rings with every kind of wrap, cheap to open."""
    salt, nonce = b"sal" * 6, b"n" * 12

    def wrap(secret: str) -> dict[str, Any]:
        box = AESGCM(
            Argon2id(salt=salt, length=KEY_BYTES, memory_cost=32, iterations=1, lanes=4).derive(secret.encode())
        )
        found = {"sal": salt, "nonce": nonce, "caja": box.encrypt(nonce, key, None)}
        return {name: base64.b64encode(value).decode() for name, value in found.items()} | {"parametros": CHEAP}

    plain = json.loads(strict_json.encode(KeyRing(1, []).with_recovery(key, recovery_public or OFFICE.public)))
    opened = {"tipo": "abierta", "clave": base64.b64encode(key).decode()}
    return [
        {"version": 1, "envolturas": wraps}
        for wraps in (
            [opened],
            [{"tipo": "clave", "usuario": "1", **wrap(PASSPHRASE)}],
            [
                {"tipo": "codigo", **wrap("ABCDE")},
                *plain["envolturas"],
                {"tipo": "clave", "usuario": "2", **wrap("otra")},
            ],
        )
    ]


MARKERS = [
    {"nuevo": "nuevo-abc", "aparte": "reemplazado-1", "partes": [STORE_FILE, KEYS_FILE]},
    {"fallos": 4, "ultimo": "2021-04-12T09:29:59-05:00"},
    {"fallo": "", "segunda": "/x", "segunda_copia": "2021-04-12T09:29:59Z", "segunda_fallo": ""},
]
CITY = {
    "catalogo": "x-2021",
    "entidad": "Alcaldía de X",
    "dependencia": "Oficina",
    "programa": "Puntos",
    "puntos": [
        {"codigo": "uno", "nombre": "Uno", "reporta": True, "desde": "2021-01-01"},
        {"codigo": "dos", "nombre": "Dos", "reporta": False, "hasta": "2021-12-28"},
    ],
    "ejes": ["Diseño", "Marketing"],
    "estrategias": [{"codigo": "al-punto", "nombre": "Al punto"}],
    "aliados": ["SENA", "Otro"],
    "comunas": ["1 Norte"],
    "plan": "Plan",
    "metas": [
        {
            "codigo": "m",
            "nombre": "Meta",
            "unidad": "personas",
            "acumula": True,
            "desde": 2020,
            "hasta": 2023,
            "meta": 9,
            "anuales": {"2021": 3},
            "formula": {
                "cuenta": "medida",
                "medida": "actividades",
                "filtros": {"tipo": ["curso"]},
                "titulo": ["taller"],
            },
        },
        {
            "codigo": "s",
            "nombre": "Sedes",
            "unidad": "sedes",
            "acumula": False,
            "desde": 2020,
            "hasta": 2023,
            "meta": 9,
            "formula": {"cuenta": "sedes"},
        },
    ],
}
TABLES = (
    *("profile", "point", "setting", "alembic_version", "attendance", "user", "signing_key", "month", "activity"),
    *("closing", "audit_entry", "axis"),
)
VALUES = ("0", "1", "-1", "x", "0001", "0003", "9223372036854775807", "2021-13-45", "{{}}", "coordinacion", "punto")
STATEMENTS = (
    "DROP TABLE {0}",
    "DELETE FROM {0}",
    "ALTER TABLE {0} RENAME TO z{1}",
    "ALTER TABLE {0} ADD COLUMN c{1}",
    "CREATE VIEW v{1} AS SELECT * FROM {0}",
    "CREATE TRIGGER t{1} BEFORE UPDATE ON {0} BEGIN SELECT RAISE(ABORT, '{1}'); END",
    "UPDATE sqlite_schema SET sql = '{1}' WHERE name = '{0}'",
    "UPDATE profile SET role = '{1}'",
    "UPDATE profile SET epoch = {1}",
    "UPDATE profile SET created_at = '{1}'",
    "UPDATE alembic_version SET version_num = '{1}'",
    "INSERT INTO setting VALUES ('municipio', '{1}')",
    "UPDATE user SET role = '{1}', disabled_at = '{1}'",
    "INSERT INTO closing SELECT 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
    "UPDATE point SET active_from = '{1}'",
    "PRAGMA user_version = {1}",
    "PRAGMA writable_schema = ON",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA journal_mode = DELETE",
    "VACUUM",
)
SQL: Bytes = st.lists(
    st.builds(str.format, st.sampled_from(STATEMENTS), st.sampled_from(TABLES), st.sampled_from(VALUES)),
    min_size=1,
    max_size=4,
).map(lambda found: ";".join(found).encode())
