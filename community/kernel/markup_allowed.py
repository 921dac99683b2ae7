"""The one list of what may stand in a post; everything that cleans or checks HTML goes by it."""

TAGS = frozenset(
    {
        *("p", "br", "hr", "div", "blockquote", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *(
            "a",
            "abbr",
            "b",
            "cite",
            "del",
            "dfn",
            "em",
            "i",
            "img",
            "ins",
            "kbd",
            "mark",
            "q",
            "rp",
            "rt",
            "ruby",
        ),
        *("s", "samp", "small", "strike", "strong", "sub", "sup", "tt", "u", "var"),
    }
)
ATTRIBUTES = {
    "a": {"href", "title", "id", "rel"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "code": {"class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "sup")},
}
SCHEMES = frozenset({"http", "https", "mailto"})

# Dropped with all that is in them: it was never meant to be read.
DROPPED_WHOLE = frozenset(
    "script style title template noscript iframe object svg math noembed noframes canvas audio video".split()
)
# Elements of HTML that are dropped while what is in them stays. Anything else in angle brackets,
# such as "vector<int>", is no tag.
DROPPED_TAGS = frozenset(
    "acronym address applet area article aside base basefont bdi bdo bgsound big blink body button center command "
    "data datalist dialog dir embed fieldset figcaption figure font footer form frame frameset head header hgroup "
    "html image input isindex keygen label layer legend link listing main map marquee menu meta meter nav nobr "
    "optgroup option output param picture plaintext portal progress rtc search section select slot source spacer "
    "span textarea time track wbr xml xmp".split()
)

# Elements that the next of their kind closes, or that hold nothing: they do not nest by themselves.
NEVER_DEEP = frozenset("br hr img col p li dt dd tr td th".split())
# Elements that an HTML parser opens anew in every following block until they are closed.
FORMATTING = frozenset("a b code em i s small strike strong tt u".split())
