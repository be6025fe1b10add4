"""The look of a feedback page on a screen, a phone and paper, as CSS that stands in the page itself."""

STYLE = """
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem;
overflow-wrap:break-word;background:#fff;color:#111}
h1,h2,h3{line-height:1.25}
h2{margin-top:2.2rem;border-top:1px solid #888;padding-top:.8rem}
a{color:#0b57a4}
.total{font-size:1.15rem}
.note,.text,.comment{border-left:4px solid #767676;padding:.1rem .8rem;margin:.6rem 0}
.text{border-left-style:dotted}
table{border-collapse:collapse;width:100%;font-size:.95rem;margin:.8rem 0}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem .35rem 0;border-top:1px solid #8886}
tbody th{font-weight:normal}
.points{white-space:nowrap}
.text table{table-layout:fixed;overflow-wrap:anywhere}
ul.reasons{list-style:none;padding:0}
ul.reasons>li{border-left:4px solid #767676;padding:.1rem .8rem;margin:.8rem 0}
ul.reasons>li.right{border-left-color:#1b7f3b}
ul.reasons>li.wrong{border-left-color:#b3261e;border-left-style:double}
.said{font-style:italic}
.cw-sources,.small{font-size:.88rem}
pre{white-space:pre-wrap}
@media (prefers-color-scheme:dark){
body{background:#111;color:#eee}
a{color:#9cc8ff}
ul.reasons>li.right{border-left-color:#6fd08c}
ul.reasons>li.wrong{border-left-color:#ff9a92}
}
@media print{
body{max-width:none;margin:0;padding:0;font-size:10.5pt;background:#fff;color:#111}
a{color:inherit;text-decoration:none}
h2,h3{break-after:avoid}
li,tr{break-inside:avoid}
}
"""
