package diffx

// The pieces of a page, as Python's pages have them.
const (
	pageStart = `
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
          "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">

<html>

<head>
    <meta http-equiv="Content-Type"
          content="text/html; charset=`

	pageStyles = `" />
    <title></title>
    <style type="text/css">`

	pageBody = `
    </style>
</head>

<body>
    `

	pageLegend = `
    <table class="diff" summary="Legends">
        <tr> <th colspan="2"> Legends </th> </tr>
        <tr> <td> <table border="" summary="Colors">
                      <tr><th> Colors </th> </tr>
                      <tr><td class="diff_add">&nbsp;Added&nbsp;</td></tr>
                      <tr><td class="diff_chg">Changed</td> </tr>
                      <tr><td class="diff_sub">Deleted</td> </tr>
                  </table></td>
             <td> <table border="" summary="Links">
                      <tr><th colspan="2"> Links </th> </tr>
                      <tr><td>(f)irst change</td> </tr>
                      <tr><td>(n)ext change</td> </tr>
                      <tr><td>(t)op</td> </tr>
                  </table></td> </tr>
    </table>
</body>

</html>`

	tableStart = `
    <table class="diff" id="difflib_chg_to`

	tableGroups = `__top"
           cellspacing="0" cellpadding="0" rules="groups" >
        <colgroup></colgroup> <colgroup></colgroup> <colgroup></colgroup>
        <colgroup></colgroup> <colgroup></colgroup> <colgroup></colgroup>
        `

	tableBody = `
        <tbody>
`

	tableGap = "        </tbody>        \n        <tbody>\n"

	tableEnd = `        </tbody>
    </table>`
)

const pythonStyles = `
        table.diff {font-family:Courier; border:medium;}
        .diff_header {background-color:#e0e0e0}
        td.diff_header {text-align:right}
        .diff_next {background-color:#c0c0c0}
        .diff_add {background-color:#aaffaa}
        .diff_chg {background-color:#ffff77}
        .diff_sub {background-color:#ffaaaa}`

// AdaptiveStyles are rules for [HTMLDiffOptions] that show a page in light or in
// dark colours, as its reader's system is set.
const AdaptiveStyles = `
        :root {color-scheme:light dark}
        body {font-family:system-ui, sans-serif; margin:1.5rem; background-color:#ffffff; color:#1f2328}
        table.diff {font-family:ui-monospace, Menlo, Consolas, monospace; font-size:0.85rem; border:1px solid #d1d9e0; border-collapse:collapse; margin-bottom:1.5rem}
        table.diff colgroup, table.diff thead, table.diff tbody, table.diff table, table.diff table td, table.diff table th {border-color:#d1d9e0}
        table.diff table {border-collapse:collapse}
        table.diff td, table.diff th {padding:0.1rem 0.5rem}
        .diff_header {background-color:#f6f8fa; color:#59636e}
        td.diff_header {text-align:right}
        .diff_next {background-color:#eaeef2}
        .diff_next a, .diff_next a:visited {color:#0969da; text-decoration:none}
        .diff_add {background-color:#abf2bc}
        .diff_chg {background-color:#ffe08a}
        .diff_sub {background-color:#ffc1bc}
        @media (prefers-color-scheme: dark) {
            body {background-color:#0d1117; color:#e6edf3}
            table.diff, table.diff colgroup, table.diff thead, table.diff tbody, table.diff table, table.diff table td, table.diff table th {border-color:#3d444d}
            .diff_header {background-color:#151b23; color:#9198a1}
            .diff_next {background-color:#212830}
            .diff_next a, .diff_next a:visited {color:#4493f8}
            .diff_add {background-color:#1f6f36}
            .diff_chg {background-color:#7a5a00}
            .diff_sub {background-color:#8e2a26}
        }`
