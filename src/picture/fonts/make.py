"""Makes the fonts of the pictures: python make.py <inter-ui package> <twemoji-colr-font package>

Both are npm packages (`npm pack inter-ui@4.1.1 twemoji-colr-font@15.0.3`); needs fonttools and brotli. Inter is cut down to
Latin, Cyrillic, punctuation and currency signs, and its digits are exchanged for those of one width, since the renderer knows no
font features. Of the emoji those are kept that people put into names and agencies into tags.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

TEXT = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), *range(0x400, 0x530), *range(0x2010, 0x2028), 0x2030,
    0x2032, 0x2033, 0x2039, 0x203A, 0x202F, 0x2009, 0x20A0, *range(0x20A1, 0x20C1), 0x2116, 0x2122, *range(0x2190, 0x219A), 0x2212,
    0x2248, 0x2260, 0x2264, 0x2265, 0x25B2, 0x25BC, 0x25CF,
]
EMOJI = [*range(0x1F300, 0x1F650), *range(0x1F680, 0x1F700), *range(0x1F900, 0x1FA00), *range(0x2600, 0x27C0), 0x2B50, 0xFE0F]


def cut(font, unicodes, target):
    options = subset.Options()
    options.name_IDs = ["*"]
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font.flavor = None
    font.save(target)


def tabular(font):
    """Digits of one width in the place of the others."""
    gsub = font["GSUB"].table
    chosen = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)
                    chosen.update(getattr(table, "mapping", {}))
    for table in font["cmap"].tables:
        for code in [*range(0x30, 0x3A)]:
            if code in table.cmap:
                table.cmap[code] = chosen.get(table.cmap[code], table.cmap[code])


inter, twemoji = map(pathlib.Path, sys.argv[1:])
here = pathlib.Path(__file__).parent
for weight in ["Regular", "Medium", "SemiBold", "Bold"]:
    font = TTFont(inter / "web" / f"Inter-{weight}.woff2")
    tabular(font)
    cut(font, TEXT, here / f"Inter-{weight}.ttf")
cut(TTFont(twemoji / "twemoji.woff2"), EMOJI, here / "Twemoji.ttf")
