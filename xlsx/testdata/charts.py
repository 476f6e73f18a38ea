"""What the chart tests ask of XlsxWriter: the parts of a workbook with charts."""
import datetime
import io
import re
import warnings
import zipfile

import xlsxwriter


def chart_dates(value):
    """A value whose dates came as {"$date": [year, month, ...]}."""
    if isinstance(value, dict):
        if "$date" in value:
            return datetime.datetime(*value["$date"])
        return {k: chart_dates(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [chart_dates(v) for v in value]
    return value


def chart_workbook(program):
    """The parts of the workbook that a program makes, and the texts of warnings."""
    program = chart_dates(program)
    out = io.BytesIO()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        wb = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": bool(program.get("date_1904"))})
        ws = wb.add_worksheet(program.get("sheet") or None)
        for r, row in enumerate(program["cells"]):
            for c, v in enumerate(row):
                if v == "":
                    ws.write_blank(r, c, None, wb.add_format())
                elif isinstance(v, str):
                    ws.write_string(r, c, v)
                elif v is not None:
                    ws.write_number(r, c, v)
        first = None
        for spec in program["charts"]:
            chart = wb.add_chart(spec["options"])
            for method, argument in spec["calls"]:
                getattr(chart, method)(*([] if argument is None else [argument]))
            if first is not None and spec.get("combine"):
                first.combine(chart)
                continue
            first = chart
            if program.get("chartsheet"):
                wb.add_chartsheet().set_chart(chart)
            else:
                ws.insert_chart(8, 4, chart, program.get("insert") or {})
        wb.close()
    z = zipfile.ZipFile(out)
    return {n: z.read(n).decode() for n in z.namelist()}, [str(w.message) for w in seen]


def chart_parts(program):
    files, seen = chart_workbook(program)
    chosen = sorted(n for n in files if n.startswith(("xl/charts/", "xl/drawings/")))
    return "".join("%s\n%s\n" % (n, files[n]) for n in chosen) + "".join(seen)


def chart_element(program, name):
    """The first element of a name in the first chart, or None."""
    files, _ = chart_workbook(program)
    found = re.search("<%s(?: [^>]*)?(?:/>|>.*?</%s>)" % (name, name), files["xl/charts/chart1.xml"], re.S)
    return found and found.group(0)


def chart_refuses(program):
    """Whether XlsxWriter warns of a program, or raises, and how."""
    try:
        _, seen = chart_workbook(program)
    except Exception as e:
        return [type(e).__name__ + ": " + str(e)]
    return seen
