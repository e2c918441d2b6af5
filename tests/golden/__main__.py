"""``python -m tests.golden``: write the golden SQL anew; read the difference before it is committed."""

from __future__ import annotations

from tests.golden.golden import DIALECTS, FOLDER, golden_file, said, statements


def main() -> None:
    current = {golden_file(dialect, name): said(dialect, name) for dialect in DIALECTS for name in statements()}
    for stale in set(FOLDER.glob("*/**/*.sql")) - current.keys():
        stale.unlink()
    for file, sql in current.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql, "utf-8")
    print(f"{len(current)} statements written under {FOLDER.name}/")


main()
