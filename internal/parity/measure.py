"""What coverage.py saw of the measured modules: folder and modules come as JSON, and so goes the answer.

For each module: its file, the lines of its statements, those that ran, and its functions with whether any call
entered them. A module without Python source has no file.
"""
import ast
import importlib.util
import json
import os
import sys

import coverage


def functions(source, executed, ways):
    """Each function of module or class level; ways are the (from, to) lines that coverage.py recorded."""
    entries = {-a for a, b in ways if a < 0}
    found = []

    def visit(node, prefix):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                visit(child, prefix + child.name + ".")
            elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append(function(child, prefix + child.name))
            elif not isinstance(child, ast.expr):
                visit(child, prefix)  # if, try, with: what they define is of the same level

    def function(f, name):
        first = min([f.lineno] + [d.lineno for d in f.decorator_list])
        body = f.body
        if ast.get_docstring(f, clean=False) is not None and len(body) > 1:
            body = body[1:]
        start, end = body[0].lineno, f.end_lineno
        entered = first in entries
        head = f.decorator_list + f.args.defaults + [d for d in f.args.kw_defaults if d]
        if any(isinstance(n, ast.Lambda) for h in head for n in ast.walk(h)):
            # The way in may be the lambda's, which begins on the same line.
            entered = entered and any(start <= line <= end for line in executed)
        return {"name": name, "first": first, "start": start, "end": end, "entered": entered}

    visit(ast.parse(source), "")
    return found


def main():
    request = json.load(sys.stdin)
    c = coverage.Coverage(data_file=os.path.join(request["folder"], "coverage"), config_file=False, messages=False)
    c.set_option("report:exclude_lines", [])  # what the original excuses from its own tests counts here
    c.combine([request["folder"]])
    data = c.get_data()
    answer = []
    for name in request["modules"]:
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise SystemExit("no module named " + name)
        module = {"name": name, "file": "", "statements": [], "executed": [], "functions": []}
        if spec.origin and spec.origin.endswith(".py"):
            _, statements, _, missing, _ = c.analysis2(spec.origin)
            executed = sorted(set(statements) - set(missing))
            with open(spec.origin, "rb") as f:
                source = f.read()
            module.update(file=spec.origin, statements=statements, executed=executed,
                          functions=functions(source, set(executed), data.arcs(spec.origin) or ()))
        answer.append(module)
    json.dump(answer, sys.stdout)


main()
