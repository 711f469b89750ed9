"""Owns how characters sound: one reading of each, and the phrases in which they sound otherwise.
May not know lines of text. `readings.txt` is what `table` makes of pypinyin's tables.
"""

from __future__ import annotations

import importlib.resources
import unicodedata
from functools import cache

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
LONGEST_PHRASE = 4
_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Return the syllables of characters and of phrases of up to LONGEST_PHRASE."""
    text = (importlib.resources.files("generator.search") / "readings.txt").read_text("utf-8")
    characters, phrases = text.split("\n\n")
    lines = (line.split(" ") for line in characters.split("\n"))
    found: dict[str, tuple[str, ...]] = {}
    for syllable, held in lines:
        found |= dict.fromkeys(held, (syllable,))
    for line in phrases.splitlines():
        phrase, *syllables = line.split(" ")
        found[phrase] = tuple(syllables)
    return found


@cache
def beginnings() -> frozenset[str]:
    """Return the first two characters of all phrases."""
    return frozenset(phrase[:2] for phrase in readings() if len(phrase) > 1)


def table() -> str:
    """Return what `readings.txt` holds: characters by syllable, then phrases that differ."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # half a second

    known = set(SYLLABLES.split())
    first = {
        chr(c): plain_syllable(PINYIN_DICT.get(c, "").split(",")[0]) for c in range(0x3400, 0xA000)
    }
    by_syllable: dict[str, list[str]] = {syllable: [] for syllable in sorted(known)}
    for character, syllable in first.items():
        if syllable in known:
            by_syllable[syllable].append(character)
    lines = [f"{syllable} {''.join(held)}" for syllable, held in by_syllable.items() if held]
    phrases = []
    for phrase in sorted(PHRASES_DICT):
        found = [plain_syllable(reading[0]) for reading in PHRASES_DICT[phrase]]
        usual = len(found) != len(phrase) or found == [first.get(c) for c in phrase]
        if 2 <= len(phrase) <= LONGEST_PHRASE and not usual and known.issuperset(found):
            phrases.append(" ".join((phrase, *found)))
    return "\n".join((*lines, "", *phrases)) + "\n"


def plain_syllable(reading: str) -> str:
    """Return a reading without tone, with v for u-umlaut: `lǜ` is `lv`."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", reading).translate(_UMLAUT))
    return "".join(c for c in plain if "a" <= c <= "z")
