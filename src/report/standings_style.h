#pragma once

#include <string_view>

namespace airtight::report {

// The page's whole appearance: light and dark, a phone's width, and paper. Colours have a contrast
// of at least 4.5 to their ground (WCAG 2.1, 1.4.3), and never speak alone.
inline constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2024;--soft:#535c66;--line:#d5dae0;--card:#f6f8fa;
--isolated:#116329;--reached:#0a5a8a;--undetermined:#7a4d00;--broken:#8f1d5c;--exposed:#b3141f}
@media (prefers-color-scheme:dark){:root{--bg:#0f1419;--fg:#e6e9ed;--soft:#a3adb8;--line:#333c46;
--card:#171d24;--isolated:#56d364;--reached:#6cb6ff;--undetermined:#e3b341;--broken:#f584c0;
--exposed:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
header,main,footer{max-width:70rem;margin:0 auto;padding:1rem}
h1{margin:0;font-size:1.1rem;font-weight:600;color:var(--soft)}
h2{margin:2.2rem 0 .6rem;font-size:1.25rem}
h3{margin:0;font-size:1.1rem;overflow-wrap:anywhere}
h4{margin:1.1rem 0 .3rem;font-size:.95rem}
a{color:inherit}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid #4c8dff;
outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem}
code,pre,.mono{font-family:ui-monospace,monospace;font-size:.87em;overflow-wrap:anywhere}
pre{overflow-x:auto;white-space:pre-wrap;margin:.3rem 0;padding:.5rem .7rem;
border:1px solid var(--line);background:var(--bg)}
.verdict{margin:.3rem 0;padding:.8rem 1rem;border-left:.5rem solid;background:var(--card);
font-size:1.35rem;line-height:1.35;font-weight:600;overflow-wrap:anywhere}
.verdict span{color:var(--fg)}
.isolated{color:var(--isolated)}.reached{color:var(--reached)}
.undetermined{color:var(--undetermined)}.broken{color:var(--broken)}.exposed{color:var(--exposed)}
.soft{color:var(--soft)}.small{font-size:.88rem}
progress{width:100%;height:.6rem;accent-color:#4c8dff}
#work[hidden]{display:none}
.lanes{padding:0;margin:0;list-style:none}
.lanes>li{margin:.7rem 0;padding:.5rem 0;border-top:1px solid var(--line)}
.lane{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem;list-style:none;padding:0;
margin:.3rem 0}
.lane li{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem}
.lane .box{border:1px solid var(--soft);border-radius:.4rem;padding:.2rem .6rem;
background:var(--card);color:var(--fg);overflow-wrap:anywhere;min-width:4.5rem}
.lane .box small{display:block;color:var(--soft)}
.lane .link{font-weight:700;white-space:nowrap}
.card{background:var(--card);border-left:.35rem solid;padding:.8rem 1rem;margin:.9rem 0;
scroll-margin-top:1rem}
.card>*{color:var(--fg)}
.card .state{font-weight:700}
.card p{margin:.35rem 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top;
background:var(--bg);overflow-wrap:anywhere}
th{font-weight:600}
caption{text-align:left;font-weight:600;padding:.2rem 0;overflow-wrap:anywhere}
tbody th{width:7.5rem}
td ul{margin:0;padding-left:1.1rem}
.differs{font-weight:700;color:var(--exposed)}
.bar{display:block;width:100%;height:1.2rem;margin:.3rem 0}
.bar rect{fill:currentColor;stroke:var(--card);stroke-width:.2}
.times{margin:.2rem 0;padding-left:1.4rem}
footer{color:var(--soft);font-size:.88rem;border-top:1px solid var(--line)}
@media (max-width:40rem){body{font-size:15px}header,main,footer{padding:.7rem}
.verdict{font-size:1.15rem}th,td{padding:.3rem .4rem}
.facts tbody th{width:auto}
.facts thead{position:absolute;left:-100rem}
.facts tr{display:block;margin:0 0 .6rem}.facts th,.facts td{display:block;border-bottom:0}
.facts tr>:last-child{border-bottom:1px solid var(--line)}
.facts td::before{content:attr(data-of) ": ";color:var(--soft)}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#999;--card:#fff;--isolated:#116329;
--reached:#0a5a8a;--undetermined:#7a4d00;--broken:#8f1d5c;--exposed:#b3141f}
.card,.lanes>li{break-inside:avoid}#work,.skip,.noprint{display:none}details>*{display:block}
a{text-decoration:none}}
)css";

// Listens for events and takes the page anew when something changed; the place that has the focus,
// and what is unfolded, stay.
inline constexpr std::string_view page_script = R"js(
(() => {
  "use strict";
  if (!window.EventSource) return;
  const work = document.getElementById("work");
  const said = document.getElementById("said");
  const bar = document.getElementById("bar");
  let shown = document.body.dataset.number;
  let loading = false;
  const take = async () => {
    if (loading) return;
    loading = true;
    try {
      const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focus = document.activeElement && document.activeElement.id;
      const open = [...document.querySelectorAll("details[open]")].map(e => e.id);
      for (const id of ["verdict", "main"]) {
        const old = document.getElementById(id), made = next.getElementById(id);
        if (old && made && old.outerHTML !== made.outerHTML) old.replaceWith(made);
      }
      for (const id of open) {
        const one = id && document.getElementById(id);
        if (one) one.open = true;
      }
      const back = focus && document.getElementById(focus);
      if (back) back.focus({preventScroll: true});
      shown = next.body.dataset.number;
      document.title = next.title;
    } finally {
      loading = false;
    }
  };
  const events = new EventSource(document.body.dataset.events);
  events.addEventListener("progress", event => {
    const {done, all} = JSON.parse(event.data);
    work.hidden = done >= all;
    bar.max = all;
    bar.value = done;
    const text = `Measuring: ${done} of ${all} done`;
    if (said.textContent !== text) said.textContent = text;
  });
  events.addEventListener("standings", event => {
    work.hidden = true;
    if (String(JSON.parse(event.data).number) !== shown) take();
  });
})();
)js";

}  // namespace airtight::report
