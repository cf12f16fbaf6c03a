#pragma once

#include <string_view>

namespace airtight::report {

// The page's whole appearance: light and dark, a phone's width, and paper.
inline constexpr std::string_view html_style = R"css(
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2024;--soft:#5b6570;--line:#d5dae0;--card:#f6f8fa;
--pass:#1a7f37;--fail:#c21f2c;--undetermined:#8a5a00;--waived:#57606a}
@media (prefers-color-scheme:dark){:root{--bg:#0f1419;--fg:#e6e9ed;--soft:#9aa5b1;--line:#333c46;
--card:#171d24;--pass:#56d364;--fail:#ff7b72;--undetermined:#e3b341;--waived:#9aa5b1}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:1rem}
header{border-bottom:4px solid currentColor}
header p{margin:0;color:var(--fg)}
h1{margin:.2rem 0;font-size:2rem}
h2{margin:2rem 0 .6rem;font-size:1.25rem}
h3{margin:0;font-size:1rem}
h4{margin:1rem 0 .3rem;font-size:.9rem}
small{font-weight:400;color:var(--soft)}
a{color:inherit}
a:focus-visible,.scroll:focus-visible{outline:3px solid #4c8dff;outline-offset:2px}
code,pre,.at{font-family:ui-monospace,monospace;font-size:.85em}
pre{overflow-x:auto;white-space:pre-wrap}
.note{color:var(--soft)}
.at,.facts{color:var(--soft);overflow-wrap:anywhere}
.facts{font-size:.8em}.facts a{white-space:nowrap}
.glossary{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.9rem}
.glossary dt{scroll-margin-top:1rem}.glossary dt:target{font-weight:700}.glossary dd{margin:0}
.pass{color:var(--pass)}.fail{color:var(--fail)}
.undetermined{color:var(--undetermined)}.waived{color:var(--waived)}
.scroll{overflow-x:auto}
table{border-collapse:collapse}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
.lines td a,.lines td span{display:inline-block;margin-right:1.2rem}
.lines td .word{margin:0}
th details small{display:block;max-width:40rem;max-height:20rem;overflow-y:auto}
.paper{display:none}
tbody th{position:sticky;left:0;background:var(--bg)}
thead th{overflow-wrap:anywhere;min-width:6rem}
td a,td span{display:block;text-decoration:none;white-space:nowrap}
td .word{display:inline}
td a:hover{text-decoration:underline}
td.none{color:var(--soft)}
figure{margin:1.5rem 0 0}
figure svg{max-width:100%;height:auto}
figcaption{color:var(--soft);font-size:.9rem}
svg text{fill:var(--fg)}
svg .node path,svg .node polygon{stroke:var(--soft);fill:var(--card)}
svg .sender path{stroke-width:2}svg .target path{stroke-width:2}
svg .edge{opacity:calc(.65 + .35*var(--on,0))}
svg .edge path{stroke:currentColor;stroke-width:calc(1.4px + 3px*var(--on,0))}
svg .edge polygon{stroke:currentColor;fill:currentColor}
.result{background:var(--card);border-left:4px solid currentColor;padding:.6rem .9rem;
margin:.6rem 0;scroll-margin-top:1rem}
.result h3 a{color:var(--fg);text-decoration:none}
.result h3 a:hover{text-decoration:underline}
.result .sign{font-weight:700}
.result.pass .sign{color:var(--pass)}.result.fail .sign{color:var(--fail)}
.result.undetermined .sign{color:var(--undetermined)}
.body{color:var(--fg);font-size:.95rem}
.reason{color:var(--fg);font-size:.95rem}
.body p,.reason p{margin:.4rem 0}
.result.pass .reason,.result.pass .body,.result.waived .body,.many .body{display:none}
.result:target .reason,.result:target .body{display:block}
.result.pass h3 a::after,.result.waived h3 a::after,.many h3 a::after{content:" ▸";color:var(--soft)}
.result:target h3 a::after{content:""}
.result:target{outline:2px solid currentColor}
.body ol{margin:.2rem 0;padding-left:1.6rem}
.body li .at{display:block}
.chain{list-style:none;padding:0;margin:0}
.body .chain .at{display:inline}
.chain li+li::before{content:"→ ";color:var(--soft)}
.said{overflow-wrap:anywhere}
footer{color:var(--soft);font-size:.85rem}
@media (max-width:40rem){body{font-size:15px}h1{font-size:1.6rem}header,main,footer{padding:.7rem}
.body ol{padding-left:1.2rem}figure svg{max-width:none}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#999;--card:#fff;--pass:#1a7f37;
--fail:#c21f2c;--undetermined:#8a5a00;--waived:#57606a}
.result .reason,.result .body{display:block!important}.many .result .body{display:none!important}
.result h3 a::after,.back{display:none}.result{break-inside:avoid}
.scroll{overflow:visible}.paper{display:block}tbody th{position:static}
th,td{padding:.2rem .3rem;overflow-wrap:anywhere}thead th{min-width:0}
td a,td span{white-space:normal}td small{overflow-wrap:anywhere}
table.wide{font-size:.7em}.wide thead th{writing-mode:vertical-rl;max-height:14rem}
.wide td .word,.endless{display:none}
th details small{max-height:none}th details::details-content{content-visibility:visible}}
)css";

}  // namespace airtight::report
