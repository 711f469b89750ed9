"""The theme's files as they are published."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from builds import REPO

from generator.host.assets import collect_assets, loaded_from_elsewhere, versioned
from generator.host.scripts import bundle
from generator.publish.artefact import Artefact
from generator.render.root import ROOT


def published(folder: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return {found.path: found.data.decode() for found in collect_assets(folder)}


def test_scripts_and_styles_lose_comments_and_keep_licences(tmp_path: Path) -> None:
    found = published(
        tmp_path,
        {
            "assets/laurel.js": "/*! 许可 */\n// 说明\nlet a = 1 // why\n/* x */\nexport { a }\n",
            "assets/laurel.css": "/* 说明 */\n.a {\n  color: red; /* why */\n}\n",
        },
    )
    assert "许可" in found["assets/laurel.js"] and "export" in found["assets/laurel.js"]
    assert "说明" not in "".join(found.values()) and "why" not in "".join(found.values())


@pytest.mark.parametrize(
    "kept",
    [
        "'// 不是注释'",
        '"a  /* b */  c"',
        "`a  // b\n  ${x}  /* c */`",
        "/[/*]\\/\\/  x/g",
        "/'/",
    ],
)
def test_what_only_looks_like_a_comment_is_kept(tmp_path: Path, kept: str) -> None:
    name = "assets/laurel.js"
    found = published(tmp_path, {name: f"const x = 1;\n// gone\nconst y = {kept};\n"})
    assert kept in found[name] and "gone" not in found[name]


def test_what_is_short_already_only_loses_its_source_map(tmp_path: Path) -> None:
    text = "/* kept */ let  a;\n"
    found = published(tmp_path, {"a.min.js": text + "//# sourceMappingURL=a.map\n", "a.map": "{}"})
    assert found == {"a.min.js": text}


def test_other_files_are_published_as_they_are(tmp_path: Path) -> None:
    text = "<!-- kept -->  <svg/>\n"
    assert published(tmp_path, {"a.svg": text, "a.html": text}) == {"a.svg": text}


def test_scripts_and_styles_of_an_office_are_published_as_they_are(tmp_path: Path) -> None:
    files = {
        "assets/own.js": "const quoted = x => /[\"“]/.test(x)  // kept\nconst two = 'a  b'\n",
        "assets/own.css": "/* kept */ .a  { margin: calc(1px  +  2px) }\n",
    }
    assert published(tmp_path, files) == files


def test_modules_of_search_are_one_file_beside_the_index(tmp_path: Path) -> None:
    found = published(
        tmp_path,
        {
            "assets/search/search.js": 'import { a } from "./a.js"\nexport const open = () => a\n',
            "assets/search/a.js": 'import { b } from "./b.js"\nexport const a = [b]\n',
            "assets/search/b.js": "export const b = 1\n",
            "assets/search/box.js": 'import("../../search/search.js")\n',
        },
    )
    assert sorted(found) == ["assets/search/box.js", "search/search.js"]
    assert found["search/search.js"].split("\n") == [
        "const b=1",
        "const a=[b]",
        "export const open=()=>a",
    ]


def test_the_box_asks_for_the_module_that_came_with_it(tmp_path: Path) -> None:
    files = {
        "assets/search/search.js": "export const open = 1\n",
        "assets/search/box.js": "import(`${root}search/search.js`)\n",
    }
    one = published(tmp_path / "one", files)["assets/search/box.js"]
    assert re.fullmatch(r"import\(`\$\{root\}search/search\.js\?[0-9a-f]{8}`\)", one)
    files["assets/search/search.js"] = "export const open = 2\n"
    assert published(tmp_path / "other", files)["assets/search/box.js"] != one


def test_pages_ask_for_scripts_and_styles_by_what_is_in_them() -> None:
    css, kept = Artefact("assets/a.css", b"a"), Artefact("assets/m.0123abcd.min.js", b"m")
    html = f'<link href="{ROOT}/assets/a.css"><script src={ROOT}/assets/m.0123abcd.min.js></script>'
    with_version = versioned(html, (css, kept))
    assert re.search(rf'"{ROOT}/assets/a\.css\?[0-9a-f]{{8}}"', with_version)
    assert f"{ROOT}/assets/m.0123abcd.min.js>" in with_version
    assert versioned(html, (replace(css, data=b"b"), kept)) != with_version
    for other in ("/assets/a.css?v=1", "/assets/b.css", "/about/a.css"):
        assert versioned(f'<a href="{ROOT}{other}">', (css,)) == f'<a href="{ROOT}{other}">'


def test_a_module_that_two_import_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js"\nimport { c } from "./c.js"\n')
    (tmp_path / "b.js").write_text('import { c } from "./c.js"\nexport class B {}\n')
    (tmp_path / "c.js").write_text("export async function c() {}\n")
    assert bundle(tmp_path / "a.js") == "async function c() {}\nclass B {}\n"


def test_the_file_of_search_is_a_module_without_imports(tmp_path: Path) -> None:
    module = tmp_path / "search.mjs"
    module.write_text(bundle(REPO / "templates/theme/assets/search/search.js"), encoding="utf-8")
    assert "import" not in re.findall(r"^\w+", module.read_text(encoding="utf-8"), re.MULTILINE)
    asks = f'console.log(Object.keys(await import("{module.as_uri()}")).join())'
    command = ["node", "--input-type=module", "--eval", asks]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == "openIndex,terms\n"


def test_what_a_style_sheet_loads_from_other_hosts_is_found_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(
        """/* url(https://a.example/)
         @import "https://b.example/"; */
        @namespace svg url(http://www.w3.org/2000/svg);
        @import url('https://fonts.example/css?family=A|B'); @import"//c.example/x.css";
        b { background: URL( "HTTP://d.example/x.png" ) }
        i { background: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'") }
        u { background: url(../x.png) }
        /* without an end: url(//e.example/x.png)""",
        encoding="utf-8",
    )
    assert list(loaded_from_elsewhere(tmp_path)) == [
        ("a.css:4", "https://fonts.example/css?family=A|B"),
        ("a.css:4", "//c.example/x.css"),
        ("a.css:5", "HTTP://d.example/x.png"),
    ]
