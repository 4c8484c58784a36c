"""A page as a sequence of blocks, and what the words of a block by themselves mark it as: a date, a caption, a menu entry."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from transforms.records import Span

_NARROW, _WIDE = 40, 100
_ITEM = re.compile(r"\s*(?:[•‣▪▸►●○◦∙·*+–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_COLUMNS = re.compile(r"\t|\S {3,}\S|\|")

SENTENCE_END = re.compile(r"[.!?…:。！？：؟।۔][\"'”’»)\]」』）]*$")
"""The end of a line that ends as sentences do, or before a list."""


def blocks(text: str) -> list[Span]:
    """Return the spans of the blocks of `text`, in order: every character that is not white space lies in exactly one.

    A block is a line that is not blank, or several lines that were one before they were wrapped at a fixed width.
    """
    lines = _lines(text)
    runs = [list(run) for blank, run in groupby(lines, key=lambda line: not line.of(text).strip()) if not blank]
    rows = [[line.of(text).rstrip() for line in run] for run in runs]
    page_width = max((_wrapped_at(run) for run in rows), default=0)
    return [
        _trimmed(text, Span(part[0].start, part[-1].end))
        for run, row in zip(runs, rows, strict=True)
        for part in _parts(run, row, _wrapped_at(row) or page_width)
    ]


def is_item(line: str) -> bool:
    """Tell whether a line begins with a bullet or a number, as items of a list do."""
    return _ITEM.match(line) is not None


def _lines(text: str) -> list[Span]:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(Span(start, start + len(line)))
        start += len(line)
    return lines


def _trimmed(text: str, span: Span) -> Span:
    raw = span.of(text)
    return Span(span.end - len(raw.lstrip()), span.start + len(raw.rstrip()))


def _wrapped_at(rows: Sequence[str]) -> int:
    """Return the width that a run of lines was wrapped at, 0 where the run does not prove that it was.

    Proof takes three lines or more, most of them full, that go on in small letters, and the end of a sentence: menus and poems lack one.
    """
    width = max(map(len, rows))
    if len(rows) < 3 or not _NARROW <= width <= _WIDE or not any(map(SENTENCE_END.search, rows)):
        return 0
    continued = [after.lstrip()[0] for line, after in pairwise(rows) if _wraps(line, after, width)]
    full = len(continued) >= max(2, (len(rows) - 1) / 2)
    return width if full and sum(first.islower() for first in continued) * 2 >= len(continued) else 0


def _wraps(line: str, after: str, width: int) -> bool:
    """Tell whether the line ends where it does because the next word would have passed the width."""
    full = max(len(line), len(after)) <= width < len(line) + 1 + len(after.split(None, 1)[0])
    return full and not is_item(after) and not _COLUMNS.search(line) and not _COLUMNS.search(after)


def _parts(run: Sequence[Span], rows: Sequence[str], width: int) -> Iterator[list[Span]]:
    """Split a run of lines into blocks: one a line, or more where lines were wrapped at `width`."""
    part = [run[0]]
    for (line, after), span in zip(pairwise(rows), run[1:], strict=True):
        if _wraps(line, after, width):
            part.append(span)
        else:
            yield part
            part = [span]
    yield part


_PLAIN_WORD = re.compile(r"\w+")
_PULLED = 5
"""Words of a pull quote at least."""
_HOLDERS = 8
"""Paragraphs with the same phrase that are looked at."""
_LONGEST = 600  # characters of a line that the patterns below are tried on, since some take quadratic time


def mark(line: str, *, words: int, prose: bool, repeats: int) -> str | None:
    """Return what the words of a line mark it as, if anything.

    Args:
        line: the line, its white space normalised.
        words: its length.
        prose: whether it reads as running text.
        repeats: how often the page has it.

    Returns:
        One of the roles date, caption, credit, byline, dateline; `end` for what follows an article, `junk` for the rest of the site.
    """
    if len(line) > _LONGEST:
        return None
    if words <= 20 and _is_date(line):
        return "date"
    folded = line.casefold()
    for role, longest, begins, signs, holds in _MARKS:
        if words <= longest and (begins.match(line) or (has(folded, signs) and holds.search(line))) and not (prose and role == "byline"):
            return role
    repeated = repeats > 2 and words < 12
    if not repeated and words <= 40 and (_is_copyright(line, folded) or (_END.match(line) and (not prose or words <= 6))):
        return "end"
    return "junk" if repeated or (words <= 60 and (_JUNK.match(line) or _is_service(line, folded))) else None


def has(folded: str, signs: Iterable[str]) -> bool:
    """Tell whether a line in small letters holds one of some strings: much sooner told than whether a pattern with one of them matches."""
    return any(map(folded.__contains__, signs))


def pulled(paragraphs: Sequence[str]) -> Iterator[int]:
    """Yield the places of pull quotes: paragraphs whose words, five or more, stand in a longer one as well."""
    words = [_PLAIN_WORD.findall(paragraph.lower()) for paragraph in paragraphs]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sought = {tuple(own[:_PULLED]) for own in words if len(own) >= _PULLED}
    for place, own in enumerate(words):
        for gram in sought.intersection(zip(*(own[at:] for at in range(_PULLED)), strict=False)):
            if len(holders[gram]) < _HOLDERS:
                holders[gram].append(place)
    plain = [f" {' '.join(own)} " for own in words]
    for place, own in enumerate(words):
        others = (plain[holder] for holder in holders.get(tuple(own[:_PULLED]), ()) if len(words[holder]) > len(own))
        if len(own) >= _PULLED and any(plain[place] in other for other in others):
            yield place


def is_author_note(line: str) -> bool:
    """Tell whether a line says who its author is: `Ana Ruiz is a reporter for The Harbour Post`."""
    return len(line) <= _LONGEST and _AUTHOR_NOTE.match(line) is not None


def is_stamped(line: str) -> bool:
    """Tell whether a line says when the page was published, though it may say more."""
    return len(line) <= _LONGEST and has(line.casefold(), _STAMP_SIGNS) and _STAMPED.search(line) is not None


def is_photo_credit(line: str) -> bool:
    """Tell whether a line is in brackets or labelled as the credit of the picture above it."""
    return _PHOTO_CREDIT.match(line) is not None


_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DATE_WORD = re.compile(
    rf"(?:{_MONTHS}|{_WEEKDAYS}"
    rf"|\d{{1,4}}(?:st|nd|rd|th)?|\d[\d:.,/tz+-]*(?:am|pm|z|h)?|[ap]\.?m|a|an|one|ago|at|on|of|first|last|and"
    r"|in|to|local|time"
    r"|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|read|reading|updated?|published|posted|created|modified|edited|date|today"
    r"|yesterday|new"
    r"|gmt|utc|[ecmp][sd]?t|[bi]st|cest|ee?st|msk|[jks]st|sast|eat|pkt|hkt|aes?d?t)",
    re.IGNORECASE,
)
_DATED = re.compile(rf"\b{_MONTHS}\b|\b\d{{4}}\b|\d[:.]\d\d|\d ?[ap]\.?m\b|\bago\b|\d/\d", re.IGNORECASE)
_STAMPED = re.compile(
    rf"\b(?:published|posted|updated)\b.*\d|\bago$|\d min(?:ute)?s? read|\b{_MONTHS}\b\.? \d{{1,2}},? \d{{4}}"
    rf"|\b\d{{1,2}} {_MONTHS}\b,? \d{{4}}",
    re.IGNORECASE,
)
_STAMP_SIGNS = ("published", "posted", "updated", "ago", " min", *"jan feb mar apr may jun jul aug sep oct nov dec".split())
_WORDS = re.compile(r"[^\s|·•,()\[\]:;–—-]+(?:[:/.-][\d\w+:.]+)*")


def _is_date(line: str) -> bool:
    return bool(_DATED.search(line)) and all(_DATE_WORD.fullmatch(word.rstrip(".")) for word in _WORDS.findall(line))


_SUPPLIER = (
    r"(?:Reuters|REUTERS|AFP|AP|Associated Press|EPA|dpa|DPA|Xinhua|XINHUA|TASS"
    r"|Getty|Bloomberg|PTI|ANI|Anadolu|EFE|Shutterstock|iStock|Alamy)"
)
_CAPTION = re.compile(
    r"^(?:(?:image|photo|picture) (?:source|caption|credit)|FILE\b ?[-–—:(]|Photograph:|Pictured\b"
    r"|(?:Image|Photo|Picture|Graphic|Chart|Map|Video): |Sources?: [A-Z][^.:]{2,80}$|Open (?:this )?(?:photo|image) in"
    r"|(?:file )?(?:photo|picture|image|photograph)(?:graphy|graph|s)?(?: credits?| by)?\s*[:/|]|In this (?:\w+ )?(?:file )?(?:photo"
    rf"|image|picture)|(?:©|\(c\)) ?{_SUPPLIER}|{_SUPPLIER}(?: Photo| Images)?/)"
)
_IN_CAPTION = re.compile(
    r"\((?:file ?)?(?:photo|picture|image|illustration)s?[^)]*\)$|\bGetty Images\b.{0,40}$|\b(?:AP|EPA|AFP) Photo\b"
    rf"|/ ?{_SUPPLIER}(?: Photo| Images)?\)?\.?$|[(|] ?via {_SUPPLIER}(?: Images)?\)$|\([^()]{{2,50}}/[^()/]{{2,40}}\)\.?$|\((?:Photo|Image"
    r"|Picture|Credit)[^()]*\)\.?$"
)
_PHOTO_CREDIT = re.compile(r"\([^()]{2,60}\)$|(?:photo|image|picture)?\s?credit\s?:", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\W*(?:with (?:additional )?(?:reporting|files|inputs?|agency inputs|contributions?|information|writing) (?:by|from)\b"
    r"|(?:additional )?(?:reporting|writing|editing|edited|translated|compiled|reported)\b[^.]{0,20}\bby\b|agencies$"
    r"|this (?:report|story|article) (?:was|includes|contains|has been|first appeared|originally)"
    rf"|sources?: ?{_SUPPLIER}|[(—–-] ?(?:with )?(?:{_SUPPLIER}|agencies)[^.]{{0,40}}$)",
    re.IGNORECASE,
)
_IN_CREDIT = re.compile(
    r"\b(?:contributed|contributing) to this (?:report|story|article)\b|\breport(?:ed|ing) from\b.{0,60}\.$", re.IGNORECASE
)
_BYLINE = re.compile(
    r"^(?:(?:written|story|reported|report|words|text|posted|published|analysis|opinion|review|interview)? ?by|von|par|por|di|door|av|af):?"
    r"(?: +[^\W\d_]\S*(?:[ ,|·]+\S+){0,12})?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^[^\W\d_a-z]{2}[^a-z\d]{1,40}(?:, [A-Z][\w. ]{1,20})?(?:,? \w{3,9}\.? \d{1,2}(?:, \d{4})?)?(?: ?\([A-Z][A-Za-z]+\))? ?[-–—―]+$"
)
_MARKS = (
    ("caption", 60, _CAPTION, ("(", "/", "|", "getty images", " photo"), _IN_CAPTION),
    ("credit", 60, _CREDIT, (" to this ", "reported from", "reporting from"), _IN_CREDIT),
    ("byline", 14, _BYLINE, (), _BYLINE),
    ("dateline", 12, _DATELINE, (), _DATELINE),
)
"""By role: the words of a line at most, how it begins, what it holds some of where it holds the last: what a line may hold anywhere."""

_END = re.compile(
    r"^\W*(?:related(?: (?:stories|articles|news|topics|posts|content|links|coverage|items|reading|tags))?|(?:read|see|view"
    r"|hear) (?:more|next|also)"
    r"|more (?:from|on|in|stories|news|about|like this|for you|top stories)\b.{0,40}|most (?:read|popular|viewed|shared|commented"
    r"|recent)\b.{0,30}"
    r"|(?:top|latest|trending|popular|recent|other|featured) (?:stories|news|articles|posts|videos|topics|now|headlines|comments).{0,20}"
    r"|trending.{0,20}|recommended.{0,30}|editor.?s.? (?:picks?|choice)|(?:\d+ )?comments?(?: \(?\d+\)?)?|(?:leave|post|write"
    r"|add) a (?:reply|comment)"
    r"|(?:join|start) the (?:conversation|discussion).{0,30}|about (?:the )?(?:authors?|writer|us|contributors?)|author|share (?:this"
    r"|on|via)\b.{0,40}"
    r"|share|tags?:?.{0,80}|topics?:?|filed under.{0,80}|(?:read|up|watch) next|(?:next|previous) (?:article|story|post).{0,80}"
    r"|from (?:around )?the web"
    r"|you (?:may|might) (?:also )?(?:like|be interested).{0,30}|don.?t miss|(?:sponsored|promoted|paid (?:content|post)).{0,30}"
    r"|follow us.{0,40}"
    r"|footer.{0,20}|site ?map|contact us|(?:terms (?:of|and|&)|privacy|advertise with"
    r"|reprints).{0,30}|16x9 image"
    r"|report (?:an )?(?:error|typo).{0,40}|have (?:a|any) (?:tip|news|feedback|question|confidential).{0,80}|references|sources"
    r"|our standards.{0,60})\W*$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^\W*(?:©|copyright\b|\(c\)).{0,200}$", re.IGNORECASE)
_RIGHTS = re.compile(r"\ball rights reserved\b", re.IGNORECASE)
_JUNK = re.compile(
    r"^\W*(?:advertisement|ad|(?:story|article) continues below.{0,40}|loading.{0,20}|click here.{0,80}|skip (?:to|ad).{0,40}|menu"
    r"|search|home|news"
    r"|(?:read more|read also|also read|see also|watch|listen|read|related|more|live|video|must read|trending)\s?[:|»].{0,200}"
    r"|sign (?:in|up|out).{0,40}"
    r"|(?:sign up (?:for|to)|subscribe|newsletter).{0,60}"
    r"|facebook|twitter|whatsapp|x|e-?mail|print|copy link|save|xs|sm|md|lg|accessibility links|breaking news"
    r"|close.{0,10}|log ?in"
    r"|play.{0,20}|(?:view|show|see) (?:image|gallery|all|more|comments|full).{0,60})\W*$",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\b(?:cookies?|newsletters?|javascript|browser|inbox|e-?mail|privacy|terms|subscri\w+|journalism|log ?in|sign up|unsubscribe"
    r"|account|membership|click"
    r"|personal (?:information|data)|opt[- ]out|targeted|third[- ]part(?:y|ies)|donat\w+)\b",
    re.IGNORECASE,
)
_SERVICE_SIGNS = (
    *("cookie", "newsletter", "javascript", "browser", "inbox", "email", "e-mail", "privacy", "terms", "subscri", "journalism", "login"),
    *("log in", "sign up", "account", "membership", "click", "personal ", "opt-out", "opt out", "targeted", "third-", "third ", "donat"),
)
_AUTHOR_NOTE = re.compile(
    r"^(?:[Bb]y )?[A-Z][^\s,]*(?: [^\s,]+){1,3} (?:is|was|writes|covers|reports)\b.{0,80}"
    r"\b(?:reporters?|correspondents?|editors?|writers?|journalists?|columnists?|producers?|freelancers?|authors?|contributors?)\b"
    r"|^(?:Follow|Contact|Reach|[Ee]-?[Mm]ail) (?:him|her|them|[A-Z]\w+(?: [A-Z]\w+)?) (?:on|at|via)\b",
)
_TO_THE_READER = re.compile(r"\b(?:you|your|we|our|please|click)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»„]|[‘']\w.{8,}[’']")


def _is_copyright(line: str, folded: str) -> bool:
    return bool(_COPYRIGHT.match(line) or ("all rights reserved" in folded and _RIGHTS.search(line)))


def is_service(line: str) -> bool:
    """Tell whether the site talks to its reader about itself."""
    return len(line) <= _LONGEST and _is_service(line, line.casefold())


def _is_service(line: str, folded: str) -> bool:
    about = has(folded, _SERVICE_SIGNS) and _SERVICE.search(line)
    return bool(about and _TO_THE_READER.search(line)) and not _QUOTED.search(line)
