"""What this person does not want to see: the list of block rules, and its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, Slot

from p2psocial.data_folder import machine_error, write_private
from p2psocial.protocol.identity import PUBLIC_BYTES, fingerprint
from p2psocial.services.block_lists import MAX_FILE_BYTES, read_block_list, write_block_list
from p2psocial.services.ports import Block, BlockKind
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.files import FileDialogs
from p2psocial.ui.node_link import Failure
from p2psocial.ui.ports import Reads
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

# An import is short for the node, and small enough for a node in another process.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; `words` is for people and plain, `value` for the node."""

    key: str
    kind: str
    value: str
    words: str


class BlockRules(Controller):
    """`trouble` says why the last rule was not added; `busy` that a file is being read in."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent, trouble="", busy=False)
        self._tools = tools
        self._dialogs = FileDialogs(self)
        self._model: RowModel[RuleRow] = RowModel(RuleRow, "key", self)
        self._rules: list[Block] = []
        self._incoming: list[Block] = []
        self._added = 0
        tools.reader.changed.connect(self.read)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[RuleRow]:
        """The rules, newest first."""
        return self._model

    @Slot()
    def read(self) -> None:
        """Read them again."""
        self._tools.reader.read("rules", _rules, self._show)

    @Slot(str, str)
    def add(self, kind: str, value: str) -> None:
        """Block an author (key or fingerprint), a board or a word."""
        wanted = {"kind": BlockKind(kind).value, "value": value}
        self.put(trouble="")
        self._tools.link.perform("block", wanted, self._done, self._refuse)

    @Slot(str, str)
    def remove(self, kind: str, value: str) -> None:
        """Take a rule back."""
        wanted = {"kind": BlockKind(kind).value, "value": value}
        self._tools.link.perform("unblock", wanted, self._done, self._tools.messages.fail)

    @Slot()
    def ask_where_to_export(self) -> None:
        """Ask for a file, and write all rules into it."""
        title = self.tr("Export your rules")
        self._dialogs.ask_where_to_save(title, "p2psocial-rules.json", self.export_to)

    @Slot()
    def ask_what_to_import(self) -> None:
        """Ask for a file, and add its rules to those that are there."""
        self._dialogs.ask_what_to_open(self.tr("Import rules"), self.import_from)

    def export_to(self, path: Path) -> None:
        """Write all rules into a file."""
        rules = list(self._rules)

        def done(_: None) -> None:
            self._tools.messages.say(self.tr("The rules are in %1.").replace("%1", path.name))

        self._tools.background.run(
            lambda: write_private(path, write_block_list(rules), instead="file"),
            done,
            self._tools.messages.fail,
        )

    def import_from(self, path: Path) -> None:
        """Add the rules of a file to those that are there."""
        self.put(busy=True)
        self._tools.background.run(lambda: read_rules(path), self._begin_import, self._fail)

    def _begin_import(self, rules: list[Block]) -> None:
        self._incoming = rules
        self._added = 0
        self._import_next()

    def _import_next(self) -> None:
        if not self._incoming:
            self.put(busy=False)
            self.read()
            one = self._added == 1
            said = self.tr("One rule was added.") if one else self.tr("%1 rules were added.")
            self._tools.messages.say(said.replace("%1", str(self._added)))
            return
        part, self._incoming = self._incoming[:_AT_ONCE], self._incoming[_AT_ONCE:]
        rules = [{"kind": rule.kind.value, "value": rule.value} for rule in part]
        self._tools.link.perform("import_blocks", {"rules": rules}, self._take_part, self._fail)

    def _take_part(self, answer: object) -> None:
        added = answer.get("added") if isinstance(answer, Mapping) else 0
        self._added += added if isinstance(added, int) else 0
        self._import_next()

    def _done(self, _: object) -> None:
        self.read()

    def _refuse(self, failure: Failure) -> None:
        self.put(trouble=failure.message)

    def _fail(self, failure: Failure) -> None:
        self._incoming.clear()
        self.put(busy=False)
        self.read()
        self._tools.messages.fail(failure)

    def _show(self, rules: Sequence[Block]) -> None:
        self._rules = list(rules)
        self._model.show([_row(rule) for rule in reversed(self._rules)])


def read_rules(path: Path) -> list[Block]:
    """Return the rules in a file; raises `RequestError` and `MachineError`."""
    try:
        with path.open("rb") as file:
            return read_block_list(file.read(MAX_FILE_BYTES + 1))
    except OSError as error:
        raise machine_error("cannot read", path, error, instead="file") from error


def _rules(reads: Reads) -> list[Block]:
    return reads.moderation.rules()


def _row(rule: Block) -> RuleRow:
    words = rule.value
    if rule.kind is BlockKind.AUTHOR and len(words) == 2 * PUBLIC_BYTES:
        words = f"#{fingerprint(bytes.fromhex(words))}"
    return RuleRow(
        f"{rule.kind.value} {rule.value}", rule.kind.value, rule.value, safe_text.line(words)
    )
