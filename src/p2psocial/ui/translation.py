"""The window in the language of whoever sits before it, as far as somebody has translated it.

The words stand in the source in English. `scripts/translations.py` gathers them for translators and
turns what these have written into the `.qm` files that are looked for here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parent / "translations"


def translate(
    application: QCoreApplication, locale: QLocale | None = None, folder: Path = FOLDER
) -> bool:
    """Use that language, by default the system's; False when there is no translation."""
    wanted = locale or QLocale()
    ours = QTranslator(application)
    if not ours.load(wanted, "p2psocial", "_", str(folder)):
        return False
    application.installTranslator(ours)
    # What Qt itself says, in its dialogs for files.
    theirs = QTranslator(application)
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if theirs.load(wanted, "qtbase", "_", where):
        application.installTranslator(theirs)
    return True
