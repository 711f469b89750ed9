"""The plain truth about search: substrings of folded lines, written without any index."""

import itertools
import random
import re
from dataclasses import dataclass

from generator.search.documents import Document
from generator.search.fold import fold

WORD = re.compile("[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff]")
PHRASE = re.compile(
    '"([^"]+)"(?= |$)|\u201c([^\u201d]+)\u201d(?= |$)|\u300c([^\u300d]+)\u300d(?= |$)'
)


@dataclass(frozen=True)
class Truth:
    """What a document holds, folded."""

    permalink: str
    head: str  # a line each for title, names and tags
    rest: str
    spoken: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, document: Document) -> "Truth":
        return cls(
            document.permalink,
            "\n".join(map(fold, (*document.head, *document.tags))),
            "\n".join(map(fold, (*document.summary, *document.body))),
            tuple(tuple(line.split(" ")) for line in document.spoken),
        )

    def holds(self, term: str) -> bool:
        words = term.split(" ")
        short = len(words) > 1 and all(units(w) == 1 and not WORD.match(w) for w in words)
        if stands(term, self.head) or (not short and stands(term, self.rest)):
            return True
        letters = re.fullmatch("[a-z]{2,}", term) is not None
        return letters and any(heard(term, line) for line in self.spoken)


def units(word: str) -> int:
    """How many UTF-16 units a word has: two for a character beyond U+FFFF."""
    return len(word.encode("utf-16-le")) // 2


def stands(term: str, text: str) -> bool:
    """A term that begins with a letter or digit stands at the beginning of a word."""
    if not WORD.match(term):
        return term in text
    places = (found.start() for found in re.finditer(f"(?={re.escape(term)})", text))
    return any(at == 0 or not WORD.match(text[at - 1]) for at in places)


def heard(term: str, syllables: tuple[str, ...]) -> bool:
    if term in "".join(s[0] for s in syllables):
        return True
    for first, last in itertools.combinations(range(len(syllables) + 1), 2):
        whole = "".join(syllables[first:last])
        if whole == term:
            return True
        following = syllables[last] if last < len(syllables) else ""
        if term.startswith(whole) and following.startswith(term[len(whole) :]) and following:
            return True
    return False


def terms(query: str) -> list[str]:
    """Words between spaces; quotation marks around a whole term keep its spaces."""
    left, found = fold(query), []
    while left:
        phrase = PHRASE.match(left)
        text, end = (next(filter(None, phrase.groups())), phrase.end()) if phrase else (None, 0)
        if text is None:
            text, end = left.split(" ")[0], len(left.split(" ")[0])
        if text.strip():
            found.append(text.strip())
        left = left[end:].lstrip(" ")
    return list(dict.fromkeys(found))


def answer(query: str, truths: list[Truth]) -> list[str]:
    """The permalinks of the documents that hold every term, sorted."""
    wanted = terms(query)
    return sorted(t.permalink for t in truths if wanted and all(map(t.holds, wanted)))


def queries(
    documents: list[Document], count: int, seed: int, traditional: dict[str, str]
) -> list[str]:
    """Names, pieces cut anywhere, mixed ones, digits, traditional forms, absent ones."""
    chance = random.Random(seed)
    forms = str.maketrans(traditional)
    makers = [
        *(lambda d, size=size: cut(chance, d, size) for size in (2, 3, 4, 8)),
        lambda d: chance.choice((*d.head, *d.tags)[1:] or d.head),
        lambda d: " ".join(cut(chance, d, 2) for _ in range(2)),
        lambda d: " ".join(cut(chance, d, size) for size in (1, 2, 1)),
        lambda d: chance.choice(re.findall(r"\d+\D\D", " ".join(d.body)) or ["2021年"]),
        lambda d: chance.choice(re.findall(r"[0-9]{2,}", " ".join(d.body)) or ["2021"]),
        lambda d: cut(chance, d, 4).translate(forms),
        lambda d: cut(chance, d, 2) + cut(chance, d, 2),
        lambda d: f'"{cut(chance, d, 5)}"',
        lambda d: chance.choice(d.head[0]),
        lambda d: "".join(s[0] for s in chance.choice(d.spoken).split(" "))[:4],
        lambda d: "".join(chance.choice(d.spoken).split(" ")[:2]),
    ]
    return [makers[i % len(makers)](chance.choice(documents)) for i in range(count)]


def cut(chance: random.Random, document: Document, size: int) -> str:
    """A piece of any line of a document, perhaps with punctuation in it."""
    lines = [line for part in document.parts for line in part if len(line) >= size]
    line = chance.choice(lines or ["校友" * size])
    at = chance.randrange(len(line) - size + 1)
    return line[at : at + size]
