"""House rules that no linter knows, and proof that each can fail.

Who may import whom stands in `pyproject.toml` and is checked by import-linter.
"""
# longer than the rule: one list of rules, each beside the break that proves it

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from habit_app.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "habit_app"
REASON = "longer than the rule:"
MOST_MODULES = 20
"""Modules of one folder: more of them are a hall, in which nobody finds anything."""
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "misc"}

HASHING = "a password is hashed, or what may be tried is counted, while nobody waits for a commit"
ANEW = "it is worked out before the owner is locked, and once more where they came between"
OWN_TRANSACTIONS = {
    "accounts/deletion.py": HASHING,
    "accounts/email_change.py": HASHING,
    "accounts/profile_edits.py": HASHING,
    "accounts/recovery.py": HASHING,
    "accounts/registration.py": HASHING,
    "accounts/sessions.py": "that a refresh token was stolen is committed before it is refused",
    "accounts/sign_in.py": HASHING,
    "badges/look_back.py": ANEW,
    "evaluation/new_day.py": "a run: zone by zone, so many people in each commit",
    "imports/imports.py": ANEW,
    "imports/undo.py": "it comes in by the door of imports, which opens no transaction",
    "jobs/health.py": "a sign of life is nobody's work",
    "jobs/runner.py": "the row of a job tells of tries that were rolled back",
}
"""Services that open a unit of work although they are no runs, and why."""

STOPWATCHES = {
    f"{name}{unit}"
    for name in ("monotonic", "perf_counter", "process_time")
    for unit in ("", "_ns")
}

Tree = tuple[str, str, ast.Module]


def sources(root: Path = PACKAGE) -> Iterator[Tree]:
    for path in sorted(root.rglob("*.py")):
        text = path.read_text()
        yield path.relative_to(root).as_posix(), text, ast.parse(text)


def planted(name: str, text: str) -> Iterator[Tree]:
    yield name, text, ast.parse(text)


def calls(trees: Iterator[Tree], name: str, allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{path}:{node.lineno}"
        for path, _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and name in {getattr(node.func, "id", None), getattr(node.func, "attr", None)}
        and "rx.el" not in ast.unparse(node.func)
        and not path.startswith(allowed)
    ]


def queries_outside_the_store(trees: Iterator[Tree]) -> list[str]:
    return calls(trees, "select", ("db/", "ml/"))  # of a frame; ml/ may not import SQLAlchemy


def commits(trees: Iterator[Tree]) -> list[str]:
    return calls(trees, "commit", ())


def transactions_in_services(trees: Iterator[Tree]) -> list[str]:
    """A use-case gets its session, so that what callers do together is one commit."""
    found = calls(trees, "unit_of_work", ())
    return [
        place
        for place in found
        if place.startswith("services/")
        and not place.partition(":")[0].endswith("/runs.py")
        and place.partition(":")[0].removeprefix("services/") not in OWN_TRANSACTIONS
    ]


def untyped_rows(trees: Iterator[Tree]) -> list[str]:
    """Rows without the names and types of their columns: nobody sees a misspelt one.

    In `services/` no annotation says `Any` for a whole value. It may be one of a mapping by name
    or a cell of a list of lists, which is how JSON is told; a cell of an export is just that.
    """
    found = []
    for path, _, tree in trees:
        for node in ast.walk(tree):
            is_loose = (
                (isinstance(node, ast.ImportFrom) and _imports_row(node))
                or (isinstance(node, ast.Attribute) and node.attr == "_mapping")
                or (isinstance(node, ast.Name | ast.alias) and _named(node) == "SimpleNamespace")
                or (
                    path.startswith("services/")
                    and path not in CELLS
                    and any(_may_be_a_row(hint) for hint in _hints(node))
                )
            )
            if is_loose:
                found.append(f"{path}:{getattr(node, 'lineno', 0)}")
    return found


CELLS = {"services/exports/exports.py"}
"""What writes the cells of any table."""
ONE_OF = {"Sequence", "Collection", "Iterable", "Iterator", "list", "set", "tuple"}


def _imports_row(node: ast.ImportFrom) -> bool:
    of_library = (node.module or "").partition(".")[0] == "sqlalchemy"
    return of_library and any(alias.name == "Row" for alias in node.names)


def _named(node: ast.Name | ast.alias) -> str:
    return node.id if isinstance(node, ast.Name) else node.name


def _hints(node: ast.AST) -> list[ast.expr | None]:
    """What a function says of its arguments and answer, or a variable of itself."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        return [node.returns, *(argument.annotation for argument in given)]
    return [node.annotation] if isinstance(node, ast.AnnAssign) else []


def _may_be_a_row(hint: ast.AST | None) -> bool:
    """`Any`, `Any | None`, `Sequence[Any]`, `dict[UUID, list[Any]]`, but not `dict[str, Any]`."""
    if isinstance(hint, ast.BinOp):
        return _may_be_a_row(hint.left) or _may_be_a_row(hint.right)
    if not isinstance(hint, ast.Subscript):
        return isinstance(hint, ast.Name) and hint.id == "Any"
    parts = hint.slice.elts if isinstance(hint.slice, ast.Tuple) else [hint.slice]
    kind = ast.unparse(hint.value)
    if kind in {"dict", "Mapping"}:
        return ast.unparse(parts[0]) != "str" and _may_be_a_row(parts[-1])
    is_nested = isinstance(parts[0], ast.Subscript) and ast.unparse(parts[0].value) in ONE_OF
    has_length = any(isinstance(part, ast.Constant) for part in parts)
    return kind in ONE_OF and not is_nested and not has_length and any(map(_may_be_a_row, parts))


def clocks(trees: Iterator[Tree]) -> list[str]:
    """`datetime.now`, `date.today` and the like outside of the clock."""
    return [
        f"{path}:{node.lineno}"
        for path, _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and getattr(node.value, "id", None) in {"datetime", "date"}
        and path != "clock.py"
    ]


def states(trees: Iterator[Tree]) -> Iterator[tuple[str, ast.ClassDef]]:
    for path, _, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) == "rx.State" for base in node.bases
            ):
                yield path, node


def silent_handlers(trees: Iterator[Tree]) -> list[str]:
    """Public methods of a State that do not say they are events: browsers can call them."""
    return [
        f"{path}: {state.name}.{method.name}"
        for path, state in states(trees)
        for method in state.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not method.name.startswith("_")
        and not any(
            ast.unparse(decorator).startswith(("rx.event", "rx.var"))
            for decorator in method.decorator_list
        )
    ]


def states_without_role(trees: Iterator[Tree]) -> list[str]:
    return [
        f"{path}: {state.name}"
        for path, state in states(trees)
        if not any(ast.unparse(keyword) == "mixin=True" for keyword in state.keywords)
        and not any(
            isinstance(line, ast.AnnAssign)
            and ast.unparse(line.target) == "_requires"
            and "ClassVar" in ast.unparse(line.annotation)
            for line in state.body
        )
    ]


def fat_states(trees: Iterator[Tree]) -> list[str]:
    found = []
    for path, state in states(trees):
        shown = [
            line
            for line in state.body
            if isinstance(line, ast.AnnAssign) and not ast.unparse(line.target).startswith("_")
        ]
        lines = (state.end_lineno or 0) - state.lineno + 1
        if len(shown) > 8 or lines > 120:
            found.append(f"{path}: {state.name} has {len(shown)} vars in {lines} lines")
    return found


def long_files(trees: Iterator[Tree]) -> list[str]:
    return [
        f"{path}: {text.count(chr(10))} lines"
        for path, text, _ in trees
        if text.count("\n") > 300 and REASON not in text
    ]


def long_functions(trees: Iterator[Tree]) -> list[str]:
    found = []
    for path, text, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                body = ast.get_source_segment(text, node) or ""
                if lines > 40 and REASON not in body:
                    found.append(f"{path}: {node.name} has {lines} lines")
    return found


def long_routes(trees: Iterator[Tree]) -> list[str]:
    return [
        f"{path}: {node.name}"
        for path, _, tree in trees
        if path.startswith("api/routes")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(decorator).startswith("router.") for decorator in node.decorator_list)
        and sum(1 for line in node.body for _ in range(line.lineno, (line.end_lineno or 0) + 1))
        > 13
    ]


def vague_names(trees: Iterator[Tree]) -> list[str]:
    return [path for path, _, _ in trees if VAGUE & set(re.split(r"[/_.]", path))]


def silent_modules(trees: Iterator[Tree]) -> list[str]:
    """Modules that do not say first what they own."""
    return [path for path, _, tree in trees if not ast.get_docstring(tree)]


def views_elsewhere(trees: Iterator[Tree]) -> list[str]:
    """What REST answers and pages show stands where one looks for it."""
    return [
        f"{path}: {node.name}"
        for path, _, tree in trees
        if path.startswith("services/") and not path.endswith("views.py")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("View")
    ]


def full_folders(paths: Iterable[str]) -> list[str]:
    modules = [path for path in paths if not path.endswith("__init__.py")]
    folders = Counter(path.rpartition("/")[0] for path in modules)
    return [f"{folder}: {count}" for folder, count in folders.items() if count > MOST_MODULES]


def number_fields(trees: Iterator[Tree]) -> list[str]:
    """Fields of a browser's own kind of number drop the comma of 1,5, and store 15."""
    return [path for path, text, _ in trees if re.search(r"""type=["']number["']""", text)]


def formats_elsewhere(trees: Iterator[Tree]) -> list[str]:
    """Dates and numbers are written by one module, so that no page writes them in two ways."""
    return [
        path
        for path, text, _ in trees
        if path != "text/formats.py"
        and re.search(r"^\s*(?:from|import) babel\b|\.strftime\(", text, re.MULTILINE)
    ]


def measured_times(trees: Iterator[Tree]) -> list[str]:
    """Assertions about how long something took: figures belong to the benchmarks."""

    def is_measured(node: ast.AST, measured: set[str]) -> bool:
        return any(
            (isinstance(part, ast.Attribute | ast.Name) and _word(part) in STOPWATCHES)
            or (isinstance(part, ast.Name) and part.id in measured)
            for part in ast.walk(node)
        )

    found = []
    for path, _, tree in trees:
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            measured: set[str] = set()
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and is_measured(node.value, measured):
                    measured |= {ast.unparse(target) for target in node.targets}
            found += [
                f"{path}:{node.lineno}"
                for node in ast.walk(function)
                if isinstance(node, ast.Assert) and is_measured(node.test, measured)
            ]
    return found


def _word(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


RULES: dict[str, tuple[Callable[[Iterator[Tree]], list[str]], tuple[str, str]]] = {
    "only the store writes queries": (
        queries_outside_the_store,
        ("services/x.py", "select(1)"),
    ),
    "nobody commits": (commits, ("services/x.py", "session.commit()")),
    "services are given their transaction": (
        transactions_in_services,
        ("services/habits/x.py", "with unit_of_work() as session: pass"),
    ),
    "a row has names and types": (untyped_rows, ("services/x.py", "def f(row: Any): pass")),
    "a row of many has them, too": (
        untyped_rows,
        ("services/x.py", "found: dict[UUID, list[Any]] = {}"),
    ),
    "the library's rows stay in the store": (
        untyped_rows,
        ("db/queries/x.py", "from sqlalchemy import Row, select"),
    ),
    "nothing plays a row": (untyped_rows, ("ui/x.py", "from types import SimpleNamespace")),
    "only the clock asks the time": (clocks, ("services/x.py", "datetime.now()")),
    "every handler says it is one": (
        silent_handlers,
        ("ui/states/x.py", "class A(rx.State):\n def go(self): pass"),
    ),
    "what is decorated otherwise is still no event": (
        silent_handlers,
        ("ui/states/x.py", "class A(rx.State):\n @rx.memo\n def go(self): pass"),
    ),
    "every State says its role": (states_without_role, ("ui/x.py", "class A(rx.State): pass")),
    "States hold little": (
        fat_states,
        ("ui/x.py", "class A(rx.State):\n" + "".join(f" v{i}: int = 0\n" for i in range(9))),
    ),
    "names say what a module owns": (vague_names, ("services/habit_utils.py", "")),
    "modules say what they own": (silent_modules, ("services/x.py", "import ast")),
    "views stand in views.py": (views_elsewhere, ("services/habits/x.py", "class HabitView: pass")),
    "numbers are typed as text": (number_fields, ("ui/x.py", 'field(type="number")')),
    "one module writes dates and numbers": (
        formats_elsewhere,
        ("ui/states/x.py", "from babel.dates import format_date"),
    ),
    "files are short": (long_files, ("x.py", "\n" * 301)),
    "functions are short": (long_functions, ("x.py", "def f():\n" + " pass\n" * 41)),
    "routes are thin": (
        long_routes,
        ("api/routes/x.py", "@router.get('')\ndef f():\n" + " pass\n" * 14),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_house_keeps(name: str) -> None:
    rule, _ = RULES[name]

    assert rule(sources()) == []


def test_tests_say_what_they_own() -> None:
    assert silent_modules(sources(ROOT / "tests")) == []


def test_each_exception_for_transactions_is_needed() -> None:
    opened = {place.partition(":")[0] for place in calls(sources(), "unit_of_work", ())}

    assert OWN_TRANSACTIONS.keys() <= {path.removeprefix("services/") for path in opened}


def test_no_folder_is_a_hall() -> None:
    for root in (PACKAGE, ROOT / "tests"):
        assert full_folders(path for path, *_ in sources(root)) == []
    assert full_folders(f"services/room{number}.py" for number in range(21)) != []


@pytest.mark.parametrize("name", RULES)
def test_a_planted_break_is_seen(name: str) -> None:
    rule, (path, text) = RULES[name]

    assert rule(planted(path, text)) != []


def test_one_script_writes_dates_and_numbers() -> None:
    """`days.js` formats; `amounts.js` reads marks, and what is read for machines is no words."""
    allowed = {"days.js", "amounts.js"}
    words = re.compile(
        r"toLocale|Intl\.(?!RelativeTimeFormat|DateTimeFormat\(\)|DateTimeFormat\(\"(?:en|sv-SE)\")"
    )
    found = [
        path.name
        for path in (ROOT / "assets").rglob("*.js*")
        if "external" not in path.parts  # Reflex's own
        and path.name not in allowed
        and words.search(path.read_text("utf-8"))
    ]

    assert found == []


def test_no_test_measures_time() -> None:
    assert measured_times(sources(ROOT / "tests")) == []


@pytest.mark.parametrize(
    "text",
    [
        "began = time.monotonic()\n assert time.monotonic() - began < 2",
        "began = perf_counter()\n took = perf_counter() - began\n assert took < 2",
    ],
)
def test_a_measured_time_is_seen(text: str) -> None:
    assert measured_times(planted("x.py", f"def f():\n {text}")) != []


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    readme = (ROOT / "README.md").read_text()
    documented = set(re.findall(r"^\| `HABIT_([A-Z_]+)`", readme, re.MULTILINE))

    assert documented == {name.upper() for name in Settings.model_fields}


def test_alembic_has_no_package_of_that_name() -> None:
    """It would shadow the library."""
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_no_file_names_this_machine_or_a_registry() -> None:
    odd = re.compile(r"/(?:work|root)/|regis" + r"try\.npmjs|pypi\.org|files\.pythonhosted")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("habit_app", "assets", "alembic", "docs", "reflex.lock")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in {".py", ".md", ".json", ".css", ".jsx", ".js", ".toml"}
        and odd.search(path.read_text("utf-8"))
    ]

    assert found == []
