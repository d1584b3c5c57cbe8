"""Reads every feed of a built digest with two parsers that are not its own.

`atoma` refuses what lacks a part that RFC 4287, RSS 2.0 or JSON Feed 1 asks for; `feedparser` notices what is
not well-formed. What a feed says has to be the same in each of its formats.
"""

import json
import sys
from pathlib import Path

import atoma
import feedparser

FORMATS = {".atom": "atom10", ".rss": "rss20"}


def read(path):
    """The title of a feed, and the address, title and day of each of its entries."""
    data = path.read_bytes()
    if path.suffix == ".json":
        feed = atoma.parse_json_feed(json.loads(data))
        entries = [(item.url, item.title, item.date_published.date()) for item in feed.items]
        return feed.title, entries
    strict = atoma.parse_atom_bytes(data) if path.suffix == ".atom" else atoma.parse_rss_bytes(data)
    feed = feedparser.parse(data)
    if feed.bozo:
        raise ValueError(feed.bozo_exception)
    if feed.version != FORMATS[path.suffix]:
        raise ValueError(f"taken for {feed.version}")
    if len(feed.entries) != len(strict.entries if path.suffix == ".atom" else strict.items):
        raise ValueError("two parsers find unlike numbers of entries")
    if len({entry.id for entry in feed.entries}) != len(feed.entries):
        raise ValueError("two entries have the same id")
    if path.suffix == ".atom":
        days = [entry.published.date() for entry in strict.entries]
    else:
        days = [item.pub_date.date() for item in strict.items]
    titles = [(entry.link, entry.title) for entry in feed.entries]
    return feed.feed.title, [(link, title, day) for (link, title), day in zip(titles, days, strict=True)]


def main(root):
    faults, said, count = [], {}, 0
    for path in sorted(root.rglob("feed.*")):
        if path.suffix not in (".atom", ".rss", ".json"):
            continue
        count += 1
        try:
            title, entries = read(path)
        except Exception as fault:  # whatever a parser has against it
            faults.append(f"{path.relative_to(root)}: {type(fault).__name__}: {fault}")
            continue
        if not title or not entries:
            faults.append(f"{path.relative_to(root)}: without title or entries")
        before = said.setdefault(path.parent, (title, entries))
        if before != (title, entries):
            unlike = [pair for pair in zip(before[1], entries) if pair[0] != pair[1]]
            faults.append(f"{path.relative_to(root)}: says {title!r} {unlike[:1]}, unlike its other formats")
    formats = [path for path in said if len(list(path.glob("feed.*"))) == 3]
    if count < 100 or len(formats) != len(said):
        faults.append(f"{count} feeds, {len(formats)} of {len(said)} in all formats")
    print("\n".join(faults) or f"{count} feeds, no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
