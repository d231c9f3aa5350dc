"""How a text is cut so that any piece of it is found exactly, Chinese words of two characters first of all.

PostgreSQL's own dictionaries do not cut Chinese into words, so we index n-grams: every two neighbouring
characters of a dense script (Chinese, Japanese, Korean, emoji) and every three of any other, plus the
shorter pieces at the end of a run. A query becomes the AND of its own n-grams; a piece shorter than an
n-gram is asked as a prefix. What the index proposes is compared with the stored text wherever the n-grams
alone do not settle it, so a hit is a hit and a count is a count.

The one definition of what is found: a text matches when each word of the query (cut at white space) is a
piece of the text, both normalised. `is_found` says it in Python, `search.matches` to the database. Characters that are neither letter,
digit nor symbol are compared but not indexed; a query of only such characters finds nothing.
"""

import re
import sys
import unicodedata
from array import array

LONGEST_QUERY = 100
LONGEST_TEXT = 100_000  # the n-grams of so many characters always fit PostgreSQL's limit of 1 MB a tsvector

# Radicals, kana, bopomofo, hangul, unified ideographs with all extensions, symbols, emoji. Everything beyond
# the basic plane counts as dense, which also keeps the longest n-gram at nine bytes.
_DENSE = (
    "\u2190-\u2bff\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u312f\u3131-\u318e\u31a0-\u31ff"
    "\u3200-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00010000-\U0010ffff"
)
_RUNS = re.compile(f"([{_DENSE}]+)|([^\\W{_DENSE}]+)")
# Marks without a look of their own: joiners, direction marks, variation selectors, tags, lone surrogates.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_NOT_DENSE = re.compile(f"[^{_DENSE}]+")
_NOT_OTHER = re.compile(f"[\\W{_DENSE}]+")
_DENSE_SIZE, _OTHER_SIZE = 2, 3
_NATIVE = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_SPACE = array("I", [ord(" ")])


class QueryTooLong(ValueError):
    """The query has more than LONGEST_QUERY characters."""


def normalised(text):
    """One spelling for what people take as the same: width, case, invisible marks and white space.

    Simplified and traditional characters stay apart. At most LONGEST_TEXT characters.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return " ".join(text.split())[:LONGEST_TEXT].rstrip()


def tokens(text):
    """The distinct n-grams under which a text is indexed, sorted."""
    return sorted(set(vector_literal(text).split(" ")) - {""})


def vector_literal(text):
    """The tsvector of a text in PostgreSQL's own spelling, for COPY and for saving."""
    return vector_of_normalised(normalised(text))


def vector_of_normalised(text):
    """As vector_literal, where the text is normalised already."""
    # N-grams hold letters, digits and symbols only, so nothing needs quoting. PostgreSQL drops repetitions.
    dense = _sliding(_NOT_DENSE.sub(" ", text), _DENSE_SIZE)
    other = _sliding(_NOT_OTHER.sub(" ", text), _OTHER_SIZE)
    return " ".join(f"{dense} {other}".split())


def words(query):
    """The normalised words of a query that ask for something. Raises QueryTooLong."""
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    return [word for word in dict.fromkeys(normalised(query).split(" ")) if _RUNS.search(word)]


def is_found(query, text):
    """Whether a text matches a query: what `matches` asks the database, for one text at hand."""
    asked, text = words(query), normalised(text)
    return bool(asked) and all(word in text for word in asked)


def patterns(asked):
    """What every text holding all these words is LIKE."""
    escapes = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
    return [f"%{word.translate(escapes)}%" for word in asked]


def query_literal(asked):
    """The tsquery that every text holding all these words satisfies."""
    return " & ".join(dict.fromkeys(term for word in asked for term in _terms(word)))


def _sliding(text, size):
    """Every `size` neighbouring characters, one after the other with a space between.

    At the borders of a run this gives shorter pieces, which is what queries by prefix need. Done on arrays,
    because a loop over the characters takes six times as long, and imports cut a hundred million of them.
    """
    characters = array("I", text.encode(_NATIVE))
    length = len(characters)
    if not length:
        return ""
    padded = characters + _SPACE * (size - 1)
    pieces = _SPACE * (length * (size + 1))
    for place in range(size):
        pieces[place :: size + 1] = padded[place : place + length]
    return pieces.tobytes().decode(_NATIVE)


def _terms(word):
    for dense, other in _RUNS.findall(word):
        run, size = (dense, _DENSE_SIZE) if dense else (other, _OTHER_SIZE)
        if len(run) < size:
            yield f"'{run}':*"
        else:
            for start in range(len(run) - size + 1):
                yield f"'{run[start : start + size]}'"


def is_settled_by_index(word):
    """Whether the n-grams alone decide, so that no text needs to be compared."""
    match = _RUNS.fullmatch(word)
    return match is not None and len(word) <= (_DENSE_SIZE if match[1] else _OTHER_SIZE)
