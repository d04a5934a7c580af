"""What the engine says in its errors, as patterns with named places; read by tools/translations.py.

The engine speaks English and knows no other language. Pages show its errors in theirs: each message and each hint is a
pattern of the German catalogue in the context "engine", such as ``{name} has more than {MOST_ROWS} rows.``
"""

from __future__ import annotations

import ast
import itertools
import re
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "crossfield"
FIGURES = ("activity", "areas", "complementary", "lookup", "profile", "question", "recount", "user_table")
ROOMS = (
    "config.py", "errors.py", "exports.py", "parts.py", "tables", "lake", "sources", "matching", "refresh",
    *(f"indicators/{name}.py" for name in FIGURES),
    "web/accounts", "web/registry", "web/evidence", "web/desk",
)  # fmt: skip
"""What pages reach. Errors of web/ that are translated where they are raised have no constant texts here."""
PHRASES = (("tables/file_kinds.py", "OTHER_FILES"), ("tables/file_kinds.py", "PARTS"),
           ("sources/owntable.py", "NEEDED"), ("sources/owntable.py", "EXPECTED"),
           ("sources/owntable.py", "ONCE"))  # fmt: skip
"""Tables whose values stand as a phrase in a sentence."""
SYSTEM = (
    "No such file or directory", "Permission denied", "No space left on device", "Is a directory", "Not a directory",
    "Input/output error", "Read-only file system", "File is not a zip file", "Connection refused",
    "Connection reset by peer",
)  # fmt: skip
"""What the operating system and the standard library say in the engine's sentences."""
MOST_VARIANTS = 16
LETTER = re.compile(r"[A-Za-z]{2}")
PLACE = re.compile(r"\{\w+\}")
COMMAND = re.compile(r"\bcrossfield[ \[]|(?<!\w)--\w|\bmake |\bpip |\bapt-get ")
"""What names a command: on pages something else is said."""


def patterns() -> dict[str, list[str]]:
    """Every pattern, with the files that say it; those that differ in the names of their places only are one."""
    found: dict[str, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for place, text in _all():
        words = PLACE.sub("{}", text)
        if LETTER.search(words):
            told = found[first.setdefault(words, text)]
            told += [place] if place not in told else []
    return dict(found)


def not_understood() -> list[str]:
    """Arguments of errors of which no text could be read: file, line and the argument."""
    lost: list[str] = []
    for path in _files():
        reader = _Module(path)
        list(reader.texts())
        lost += [f"{_place(path)}:{node.lineno}: {ast.unparse(node)}" for node in reader.lost]
    return lost


def _all() -> list[tuple[str, str]]:
    found = [(_place(path), text) for path in _files() for text in _Module(path).texts()]
    for file, name in PHRASES:
        held = ast.literal_eval(_Module(PACKAGE / file).constants[name])
        values = [held] if isinstance(held, str) else held.values()
        found += [(file, text) for value in values for text in ([value] if isinstance(value, str) else value)]
    return [*found, *(("errors.py", text) for text in SYSTEM)]


def _files() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in ([PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py")))
        if "migrations" not in path.parts
    ]


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _errors() -> dict[str, list[str]]:
    """Names of the error classes, with the texts that they take, in their order."""
    tree = ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    own = {"UnknownNameError": ["kind", "", "", "hint"], "NoProjectsError": []}
    return {name: own.get(name, ["message", "hint"]) for name in names}


TELLERS = _errors() | {"_end": ["message", "hint"]}
"""Error classes, and what notes how a load went; the latter takes its texts by name."""


class _Module:
    """Texts of the errors of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.constants: dict[str, ast.expr] = {}
        self.lost: list[ast.expr] = []
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.constants[node.targets[0].id] = node.value
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crossfield."):
                self._import(node)

    def _import(self, node: ast.ImportFrom) -> None:
        path = PACKAGE.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
        wanted = {one.name: one.asname or one.name for one in node.names if one.name.strip("_").isupper()}
        if wanted and path.is_file() and path != self.path:
            held = _Module(path).constants
            self.constants |= {wanted[name]: held[name] for name in wanted if name in held}

    def texts(self) -> list[str]:
        """Every variant of every message and hint."""
        found: list[str] = []
        for scope in ast.walk(self.tree):
            if isinstance(scope, ast.FunctionDef):
                for call in ast.walk(scope):
                    if isinstance(call, ast.Call):
                        for argument in self._arguments(call):
                            found += self._told(argument, scope)
        return found

    def _arguments(self, call: ast.Call) -> list[ast.expr]:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        wanted = TELLERS.get(name)
        if self.path.name == "errors.py" and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
            wanted = ["message", "hint"]
        if not wanted:
            return []
        given = [one for one, kind in zip(call.args, wanted, strict=False) if kind and name != "_end"]
        return given + [one.value for one in call.keywords if one.arg in wanted]

    def _told(self, argument: ast.expr, scope: ast.FunctionDef) -> list[str]:
        values = list(self._values(argument, scope))
        if not values and not (isinstance(argument, ast.Constant) or self._is_web_text(argument, scope)):
            self.lost.append(argument)
        found = []
        for value in values:
            found += self._variants(value, scope)
        return found

    def _is_web_text(self, argument: ast.expr, scope: ast.FunctionDef) -> bool:
        """Whether it is a text that pages translate themselves, or one of its parameters or another error's."""
        given = {one.arg for one in (*scope.args.args, *scope.args.kwonlyargs)}
        if isinstance(argument, ast.Name) and argument.id in given and self.path.name == "errors.py":
            return True
        return "web" in self.path.parts

    def _values(self, node: ast.expr, scope: ast.FunctionDef) -> list[ast.expr]:
        """Constants and f-strings that an expression may be."""
        if isinstance(node, ast.Constant):
            return [node] if isinstance(node.value, str) and node.value else []
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            return [node]
        if isinstance(node, ast.IfExp):
            return [*self._values(node.body, scope), *self._values(node.orelse, scope)]
        if isinstance(node, ast.BoolOp):
            return [one for value in node.values for one in self._values(value, scope)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strip":
            return self._values(node.func.value, scope)
        if isinstance(node, ast.Name):
            return [one for value in self._assigned(node, scope) for one in self._values(value, scope)]
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            return [one for held in self._assigned(node.value, scope) for one in _members(held)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._returned(node.func.id)
        return []

    def _assigned(self, node: ast.Name, scope: ast.FunctionDef) -> list[ast.expr]:
        own = []
        for one in ast.walk(scope):
            if isinstance(one, ast.Assign) and one.lineno < node.lineno:
                own += _taken(one, node.id)
        return own or [self.constants[node.id]] if own or node.id in self.constants else []

    def _returned(self, name: str) -> list[ast.expr]:
        for one in self.tree.body:
            if isinstance(one, ast.FunctionDef) and one.name == name:
                back = [node.value for node in ast.walk(one) if isinstance(node, ast.Return) and node.value]
                return [value for node in back for value in self._values(node, one)]
        return []

    def _variants(self, node: ast.expr, scope: ast.FunctionDef) -> list[str]:
        parts = self._parts(node, scope)
        made = itertools.islice(itertools.product(*parts), MOST_VARIANTS)
        return [_named(one) for one in made]

    def _parts(self, node: ast.expr, scope: ast.FunctionDef) -> list[list[str | tuple[str]]]:
        """Alternatives of each part of a text; a place is a tuple with its name."""
        if isinstance(node, ast.Constant):
            return [[str(node.value)]]
        if isinstance(node, ast.BinOp):
            return [*self._parts(node.left, scope), *self._parts(node.right, scope)]
        if isinstance(node, ast.JoinedStr):
            return [
                self._place_in(part, scope) if isinstance(part, ast.FormattedValue) else [str(part.value)]
                for part in node.values
            ]
        if isinstance(node, ast.Name) and node.id in self.constants:
            return self._parts(self.constants[node.id], scope)
        return [[(_last_name(node),)]]

    def _place_in(self, part: ast.FormattedValue, scope: ast.FunctionDef) -> list[str | tuple[str]]:
        value = part.value
        if isinstance(value, ast.IfExp):
            sides = [self._place_in(ast.FormattedValue(side, -1), scope) for side in (value.body, value.orelse)]
            return [one for side in sides for one in side]
        if isinstance(value, ast.Constant):
            return [str(value.value)]
        if isinstance(value, ast.JoinedStr):
            made = itertools.product(*self._parts(value, scope))
            return [_named(one) if all(isinstance(part, str) for part in one) else (_last_name(value),) for one in made]
        if isinstance(value, ast.BoolOp) and isinstance(value.values[-1], ast.Constant):
            return [(_last_name(value.values[0]),), str(value.values[-1].value)]
        if isinstance(value, ast.Name):
            held = self._assigned(value, scope)
            if held and all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in held):
                return [str(one.value) for one in held if isinstance(one, ast.Constant)]
        return [(_last_name(value),)]


def _taken(one: ast.Assign, name: str) -> list[ast.expr]:
    """What an assignment gives to a name, also where it gives values to several."""
    target = one.targets[0]
    if isinstance(target, ast.Name) and target.id == name:
        return [one.value]
    if isinstance(target, ast.Tuple) and isinstance(one.value, ast.Tuple):
        pairs = zip(target.elts, one.value.elts, strict=True)
        return [value for to, value in pairs if isinstance(to, ast.Name) and to.id == name]
    return []


def _members(held: ast.expr) -> list[ast.expr]:
    values = held.values if isinstance(held, ast.Dict) else getattr(held, "elts", [])
    return [one for one in values if isinstance(one, ast.JoinedStr | ast.Constant)]


def _last_name(node: ast.expr) -> str:
    """The name that stands last in an expression."""
    names = [
        ((one.end_lineno, one.end_col_offset), one.id if isinstance(one, ast.Name) else one.attr)
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    ]
    keys = [
        ((one.end_lineno, one.end_col_offset), str(one.slice.value))
        for one in ast.walk(node)
        if isinstance(one, ast.Subscript)
        and isinstance(one.slice, ast.Constant)
        and str(one.slice.value).isidentifier()
    ]
    return max([*names, *keys], default=((0, 0), "value"))[1].strip("_")


def _named(parts: tuple[str | tuple[str], ...]) -> str:
    """The pattern, in which a name that stands twice is numbered."""
    counted: dict[str, int] = {}
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part.replace("{", "{{").replace("}", "}}")
        else:
            counted[part[0]] = counted.get(part[0], 0) + 1
            text += f"{{{part[0]}{'' if counted[part[0]] == 1 else f'_{counted[part[0]]}'}}}"
    return text.strip()
