"""boards, join, leave: which boards there are, and which we take part in."""

from __future__ import annotations

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.rendering import document, documents, number, quantity, words


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    commands.add("boards", "list the boards that you joined, and others that are known", _boards)
    for name, explanation, run in (
        ("join", "take part in a board: find its members, get what is posted", _join),
        ("leave", "take part in a board no more; what came from it stays here", _leave),
    ):
        parser = commands.add(name, explanation, run)
        parser.add_argument("board", metavar="BOARD", help="its name, such as linux")


def _boards(command: Command) -> int:
    found = command.perform("boards", {})
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    boards = documents(found)
    width = max((len(words(board, "name")) for board in boards), default=0)
    for board in boards:
        mark = "joined" if board.get("joined") else "      "
        activity = quantity(number(board, "activity"), "item") + " this week"
        output.line(f"{words(board, 'name'):{width}}  {mark}  {activity}")
    if not any(board.get("joined") for board in boards):
        output.note("You joined no board yet; 'p2psocial join BOARD' takes part in one")
    return 0


def _join(command: Command) -> int:
    return _change(command, "join", "Joined", "was joined already")


def _leave(command: Command) -> int:
    return _change(command, "leave", "Left", "was not joined")


def _change(command: Command, operation: str, done: str, unchanged: str) -> int:
    result = document(command.perform(operation, {"board": command.options.board}))
    if command.output.as_json:
        command.output.json(result)
        return 0
    board = words(result, "board")
    command.output.line(f"{done} {board}" if result.get("changed") else f"{board} {unchanged}")
    return 0
