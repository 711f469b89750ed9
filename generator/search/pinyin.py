"""Owns pinyin: how titles and names sound, as syllables and as initials.
May not know lists. Readings come from pypinyin: the longest known phrase, else the first reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from generator.search.grams import Ints, Stream

LONGEST_PHRASE = 4
_HAN = re.compile("[\u3400-\u9fff]+")
_FIRST = 256  # the unit of the first syllable; initials are their own units


def spoken_lines(text: str) -> Iterator[str]:
    """Yield the syllables of each run of Chinese characters: `jian gong li ye`."""
    for run in _HAN.findall(text):
        syllables: list[str] = []
        at = 0
        while at < len(run):
            found = _reading(run, at)
            if not found and syllables:
                yield " ".join(syllables)
                syllables = []
            syllables += found
            at += max(1, len(found))
        if syllables:
            yield " ".join(syllables)


def _reading(run: str, at: int) -> tuple[str, ...]:
    """Return the syllables of the longest phrase that begins here, () where none does."""
    if run[at : at + 2] in _beginnings():
        for size in range(LONGEST_PHRASE, 1, -1):
            part = run[at : at + size]
            if len(part) == size and part in PHRASES_DICT and (found := _phrase(part)):
                return found
    return _phrase(run[at])


@cache
def _beginnings() -> frozenset[str]:
    """Return the first two characters of all phrases."""
    return frozenset(phrase[:2] for phrase in PHRASES_DICT)


@lru_cache(maxsize=65536)
def _phrase(part: str) -> tuple[str, ...]:
    if len(part) > 1:
        found = tuple(plain_syllable(readings[0]) for readings in PHRASES_DICT[part])
        return found if len(found) == len(part) and _syllable_set().keys() >= set(found) else ()
    syllable = plain_syllable(PINYIN_DICT.get(ord(part), "").split(",")[0])
    return (syllable,) if syllable in _syllable_set() else ()


def plain_syllable(reading: str) -> str:
    """Return a reading without tone, with v for u-umlaut: `lǜ` is `lv`."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", reading).translate(_UMLAUT))
    return "".join(c for c in plain if "a" <= c <= "z")


_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))
# The syllables of standard Chinese; docs/search-format.md says how a query is cut into them.
SYLLABLES = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can "
    "cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai "
    "chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den "
    "deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang "
    "fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang "
    "gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo "
    "ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken "
    "keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia "
    "lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me "
    "mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni "
    "nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao "
    "pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong "
    "qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san "
    "sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai "
    "shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti "
    "tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia "
    "xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo "
    "yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe "
    "zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu "
    "zuan zui zun zuo"
)


@cache
def _syllable_set() -> dict[str, int]:
    return {syllable: number for number, syllable in enumerate(SYLLABLES.split())}


def spoken_stream(spoken: Sequence[Sequence[str]]) -> tuple[Stream, Ints]:
    """Return the stream of the sounds of documents: each line as syllables, then as initials.

    A syllable is 256 and its place in SYLLABLES, an initial its letter; only syllables are in
    tier 3, so that one initial alone finds nothing.
    """
    numbers = _syllable_set()
    units, docs = [], []
    for place, lines in enumerate(spoken):
        for line in lines:
            syllables = line.split(" ")
            units += [_FIRST + numbers[syllable] for syllable in syllables]
            units += [0, *(ord(syllable[0]) for syllable in syllables), 0]
            docs += [place] * (2 * len(syllables) + 2)
    sounds = np.array(units, np.uint16)
    alphabet = np.flatnonzero(np.bincount(sounds, minlength=1024)[1:]) + 1
    ids = np.zeros(1024, np.uint16)
    ids[alphabet] = np.arange(1, len(alphabet) + 1)
    tiers = np.where(sounds >= _FIRST, 3, 0).astype(np.uint8)
    documents = np.array(docs, np.int32)
    return Stream(ids[sounds], documents, tiers, len(spoken), len(alphabet) + 1), alphabet
