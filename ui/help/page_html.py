"""A page of the manual as the text view shows it, in the colours of the theme."""

from html import escape
from string import Template

from services.manual import Topic, picture_path
from services.manual_text import Block, Grid, Items, Line, Look, Paragraph, Picture, Section
from ui.kit.theme import Theme

STYLE = """
body { color: $text; font-size: ${size}px; }
h1 { font-size: ${title}px; margin-bottom: ${small}px; }
h2 { font-size: ${heading}px; margin-top: ${large}px; margin-bottom: ${small}px; }
p { margin-top: 0; margin-bottom: ${small}px; line-height: 140%; }
li { margin-bottom: ${tiny}px; line-height: 140%; }
td { padding: ${tiny}px ${small}px; }
th { padding: ${tiny}px ${small}px; background-color: $accent_soft; color: $accent_text; text-align: left; }
a { color: $info; }
.key { background-color: $line; font-weight: 600; }
.note { background-color: $warning_soft; color: $warning; }
.gap { font-size: ${tiny}px; margin-bottom: 0; }
.caption { color: $soft; font-size: ${caption}px; }
"""

GAP = '<p class="gap"></p>'
"""What keeps a table from what is below it: it takes no margin."""

FIRST_COLUMN = 36
"""Percent of the width that the first column of a table takes."""


def sheet(theme: Theme) -> str:
    """The style sheet of every page."""
    colours = theme.colours
    return Template(STYLE).substitute(
        text=colours.text,
        soft=colours.soft,
        line=colours.line,
        info=colours.info,
        accent_soft=colours.accent_soft,
        accent_text=colours.accent_text,
        warning=colours.warning,
        warning_soft=colours.warning_soft,
        size=theme.px(15),
        title=theme.px(22),
        heading=theme.px(17),
        caption=theme.px(13),
        large=theme.px(20),
        small=theme.px(10),
        tiny=theme.px(5),
    )


def page_html(topic: Topic) -> str:
    """A page; its pictures are named as those of the manual are."""
    return f"<h1>{escape(topic.title)}</h1>" + "".join(map(_section, topic.sections))


def _section(section: Section) -> str:
    heading = f'<h2><a name="{section.anchor}"></a>{escape(section.title)}</h2>' if section.anchor else ""
    return heading + "".join(map(_block, section.blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(line, is_note):
            return _note(line) if is_note else f"<p>{_rich(line)}</p>"
        case Items(lines, first):
            items = "".join(f"<li>{_rich(line)}</li>" for line in lines)
            return f"<ul>{items}</ul>" if first is None else f'<ol start="{first}">{items}</ol>'
        case Grid(rows):
            return _grid(rows)
        case Picture():
            return _picture(block)


def _note(line: Line) -> str:
    cell = f'<td class="note">{_rich(line)}</td>'
    return f'<table width="100%" cellspacing="0" cellpadding="8"><tr>{cell}</tr></table>{GAP}'


def _grid(rows: tuple[tuple[Line, ...], ...]) -> str:
    head, *body = rows
    widths = (FIRST_COLUMN, *[(100 - FIRST_COLUMN) // (len(head) - 1)] * (len(head) - 1))
    lines = ["".join(f'<th width="{width}%">{_rich(cell)}</th>' for width, cell in zip(widths, head, strict=True))]
    lines += ["".join(f"<td>{_rich(cell)}</td>" for cell in row) for row in body]
    inside = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table width="100%" cellspacing="0" cellpadding="6" border="0">{inside}</table>{GAP}'


def _picture(picture: Picture) -> str:
    """The picture with its caption, which also is what a reader of the screen reads."""
    image = f'<p><img src="{picture.name}"></p>' if picture_path(picture.name) else ""
    return f'{image}<p class="caption">{escape(picture.caption)}</p>'


def _rich(line: Line) -> str:
    marked = []
    for piece in line:
        text = escape(piece.text)
        match piece.look:
            case Look.PLAIN:
                marked.append(text)
            case Look.STRONG:
                marked.append(f"<b>{text}</b>")
            case Look.KEY:
                marked.append(f'<span class="key">&nbsp;{text.replace(" ", "&nbsp;")}&nbsp;</span>')
            case Look.LINK:
                marked.append(f'<a href="{piece.target}">{text}</a>')
    return "".join(marked)
