"""The closed lists of the field, as stored, exchanged and imported (values are Spanish)."""

from enum import StrEnum


class Role(StrEnum):
    """What a profile is for."""

    POINT = "punto"
    COORDINATION = "coordinacion"


class UserRole(StrEnum):
    """What somebody may do: all, the daily work, the coordination's work, or only look."""

    ADMINISTRATOR = "administrador"
    ASSISTANT = "apoyo"
    COORDINATOR = "coordinador"
    READER = "lectura"


class Modality(StrEnum):
    """How a person was served."""

    IN_PERSON = "presencial"
    VIRTUAL = "virtual"


class Gender(StrEnum):
    """Gender as the person states it."""

    WOMAN = "mujer"
    MAN = "hombre"
    OTHER = "otro"
    UNDISCLOSED = "no_informa"


class Service(StrEnum):
    """What a person was served with."""

    INTERNET = "internet"
    TRAINING = "capacitacion"
    LEISURE = "entretenimiento"
    CONTENT = "contenidos"
    COWORKING = "coworking"
    PROCEDURES = "tramites"
    PROPERTY_TAX = "predial"
    BUSINESS_TAX = "ica"
    OTHER = "otro"


class Tax(StrEnum):
    """The two municipal taxes; the values are also services."""

    PROPERTY = "predial"
    BUSINESS = "ica"


class Medium(StrEnum):
    """How a tax receipt or form was handed over."""

    PHYSICAL = "fisica"
    DIGITAL = "digital"


class ActivityKind(StrEnum):
    """Kinds of training activity."""

    COURSE = "curso"
    WORKSHOP = "taller"
    TALK = "charla"


class ActivityState(StrEnum):
    """Life of a training activity; a cancelled one is never counted."""

    PLANNED = "programada"
    RUNNING = "en_curso"
    FINISHED = "finalizada"
    CANCELLED = "cancelada"


class MonthState(StrEnum):
    """A point's month; records change only while it is not closed."""

    OPEN = "abierto"
    CLOSED = "cerrado"
    REOPENED = "reabierto"


class ImportKind(StrEnum):
    """The CSV files that can be imported."""

    ATTENDANCES = "atenciones"
    PRINTS = "impresiones"
    ACTIVITIES = "actividades"
    CERTIFICATIONS = "certificaciones"


class PackageStatus(StrEnum):
    """Where an archived package stands at the coordinator."""

    CURRENT = "vigente"
    SUPERSEDED = "anterior"
    HELD = "retenido"
    DISCARDED = "descartado"


class Decision(StrEnum):
    """What the coordinator decided about a held package."""

    ACCEPT = "aceptar"
    DISCARD = "descartar"


class Dimension(StrEnum):
    """Differential characterisation; only one-dimensional counts leave a point."""

    AGE = "edad"
    DISABILITY = "discapacidad"
    ETHNICITY = "etnia"
    CONFLICT_VICTIM = "victima"
    COMMUNE = "comuna"
    SATISFACTION = "satisfaccion"


class DocumentType(StrEnum):
    """Colombian identity documents."""

    CITIZEN_CARD = "CC"
    IDENTITY_CARD = "TI"
    FOREIGNER_CARD = "CE"
    CIVIL_REGISTRY = "RC"
    PASSPORT = "PA"
    SPECIAL_PERMIT = "PEP"
    PROTECTION_PERMIT = "PPT"
    OTHER = "OT"


class AgeBand(StrEnum):
    """Age bands of the characterisation, in whole years (Ley 1622 de 2013 for youth, Ley 1251 de 2008 from 60)."""

    CHILDHOOD = "0-13"
    YOUTH = "14-28"
    ADULTHOOD = "29-59"
    OLD_AGE = "60+"


class Disability(StrEnum):
    """Categories of disability (Resolución 1239 de 2022), or none."""

    NONE = "ninguna"
    PHYSICAL = "fisica"
    VISUAL = "visual"
    HEARING = "auditiva"
    INTELLECTUAL = "intelectual"
    PSYCHOSOCIAL = "psicosocial"
    DEAFBLIND = "sordoceguera"
    MULTIPLE = "multiple"


class Ethnicity(StrEnum):
    """Ethnic self-recognition as the national census asks it."""

    NONE = "ninguna"
    INDIGENOUS = "indigena"
    AFRO = "afrocolombiana"
    RAIZAL = "raizal"
    PALENQUERO = "palenquera"
    ROM = "rrom"


class ConflictVictim(StrEnum):
    """Whether the person states to be a victim of the armed conflict (Ley 1448 de 2011)."""

    YES = "si"
    NO = "no"


class Measure(StrEnum):
    """What is counted of a period; tax attentions are part of all attentions, never added to them."""

    ATTENTIONS = "atenciones"
    CERTIFICATIONS = "certificaciones"
    ACTIVITIES = "actividades"
    PARTICIPANTS = "participantes"
    PROPERTY_TAX = "predial"
    BUSINESS_TAX = "ica"
    PROPERTY_PRINTS = "impresiones-predial"
    BUSINESS_PRINTS = "impresiones-ica"


class Facet(StrEnum):
    """What a count can be broken down by; which ones there are depends on the measure."""

    MONTH = "mes"
    POINT = "punto"
    MODALITY = "modalidad"
    GENDER = "genero"
    SERVICE = "servicio"
    MEDIUM = "medio"
    KIND = "tipo"
    AXIS = "eje"
    STRATEGY = "estrategia"
