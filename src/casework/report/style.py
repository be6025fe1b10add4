"""The look of a class report on a screen, a phone and paper, as CSS that stands in the page itself."""

STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
overflow-wrap:break-word;background:#fff;color:#111}
@media (prefers-color-scheme:dark){body{background:#111;color:#eee}}
h1,h2,h3{line-height:1.25}
h2{margin-top:2.2rem;border-top:1px solid #888;padding-top:.8rem}
p,li,dd{max-width:46rem}
dt{font-weight:bold}
a{color:inherit}
.scroll{overflow-x:auto;margin:.8rem 0}
.scroll:focus-visible{outline:2px solid #1976d2;outline-offset:2px}
table{border-collapse:collapse;font-size:.92rem}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-top:1px solid #8886;overflow-wrap:normal}
tbody th{font-weight:normal}
.wide{min-width:12rem}
.wider{min-width:26rem}
.some{min-width:7rem}
.picture{max-width:26rem}
.picture svg{display:block;width:100%;height:auto}
.note{border-left:4px solid #888;padding:.1rem .8rem}
@media print{
body{max-width:none;margin:0;font-size:10pt;background:#fff;color:#111}
.scroll{overflow:visible}
.question,tr,li{break-inside:avoid}
a{text-decoration:none}
table{font-size:8.5pt;width:100%}
th,td{padding:.15rem .3rem;overflow-wrap:anywhere}
.wide,.wider{min-width:9rem}
.some{min-width:0}
}
"""
