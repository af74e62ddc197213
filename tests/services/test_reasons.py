"""A reason says why, and gives no citizen's number away."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.errors import AppError
from services.reasons import required_reason


@pytest.mark.parametrize(
    "reason",
    [
        "corregir a Persona Ejemplo CC 1093770001",
        "la de cédula 1.093.770.001",
        "cédula 37 123 456",
        "c.c.37123456.",
        "TI1,093,770,001",
        "llamar al 3105550101",
        "llamar al (310) 555-0101",
        "llamar al +57 310 555 0101",
        "llamar al 310-5550101",
        "llamar al 555-0101",
        "llamar al 607 630 00 00",
        "expediente 123456",
    ],
)
def test_a_document_or_a_telephone_is_refused(reason: str) -> None:
    with pytest.raises(AppError, match="No escriba números de documento ni teléfonos"):
        required_reason(reason, AppError)


@given(
    digits=some.text("0123456789", min_size=8, max_size=10).filter(lambda text: not text.startswith("0")),
    mark=some.sampled_from(["", ".", " ", ",", "-", "\u00a0", "\u2019"]),
)
def test_however_its_thousands_are_written(digits: str, mark: str) -> None:
    with pytest.raises(AppError, match="No escriba"):
        required_reason(f"era {int(digits):,} y no otra".replace(",", mark), AppError)


@pytest.mark.parametrize(
    "reason",
    [
        "faltó el 12/04/2021",
        "faltó el 2021-04-12, de 08:00 a 10:30",
        "del 01-04-2021 al 12.04.2021",
        "vigencia 2020-2021",
        "eran 9.123 atenciones y no 12.345",
        "el recibo de $ 125.000",
        "en 2021 12 personas, los días 5, 6, 7, 8, 9, 10 y 11",
        "Resolución 1519 de 2020, artículo 3",
    ],
)
def test_days_years_and_figures_are_no_document(reason: str) -> None:
    assert required_reason(reason, AppError) == reason
