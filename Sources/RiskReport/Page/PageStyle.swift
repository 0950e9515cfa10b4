/// The page's look: one style sheet, no fonts and no pictures from elsewhere.
enum PageStyle {
  static let text = """
    :root{--bg:#f6f7f9;--card:#fff;--ink:#191d24;--soft:#55606e;--line:#dde2e8;\
    --deep:#eef1f4;--accent:#0a5fb8;--good:#0b7043;--warn:#8a4b00;--bad:#b3261e;\
    --heat:#c2410c;--t0:#7c94b3;--t1:#d97706;--t2:#dc2626;--t3:#9333ea;\
    --t4:#0891b2;--t5:#65a30d;--t6:#a16207;--t7:#be185d;--t8:#475569}
    @media (prefers-color-scheme:dark){:root{--bg:#0f1216;--card:#171b21;\
    --ink:#e8ebef;--soft:#9ba7b5;--line:#2a313a;--deep:#1e242b;--accent:#79b8ff;\
    --good:#5bd199;--warn:#f2b45f;--bad:#ff8a80;--heat:#fb923c;--t0:#64809f;\
    --t1:#f59e0b;--t2:#f87171;--t3:#c084fc;--t4:#22d3ee;--t5:#a3e635;\
    --t6:#eab308;--t7:#f472b6;--t8:#94a3b8}}
    *{box-sizing:border-box}
    html{color-scheme:light dark;scroll-padding-top:3.5rem}
    body{margin:0;background:var(--bg);color:var(--ink);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
    font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:.5rem;top:.5rem;background:var(--card);padding:.5rem 1rem;\
    z-index:9}
    a{color:var(--accent)}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .top{background:var(--card);border-bottom:1px solid var(--line)}
    .top>div,nav,main,footer{max-width:82rem;margin:0 auto;padding:0 1.25rem}
    .top>div{padding-top:1.1rem}
    h1{font-size:1.4rem;line-height:1.25;margin:0;letter-spacing:-.01em}
    .top p{margin:.15rem 0 0;color:var(--soft);font-size:.87rem}
    nav{display:flex;gap:1.1rem;overflow-x:auto;padding-top:.5rem;\
    padding-bottom:.55rem;font-size:.87rem}
    nav a{text-decoration:none;white-space:nowrap}
    nav a:hover{text-decoration:underline}
    section{background:var(--card);border:1px solid var(--line);\
    border-radius:.6rem;margin:1rem 0;padding:1rem 1.25rem 1.2rem}
    h2{font-size:1.1rem;margin:0 0 .5rem;line-height:1.3}
    h3{font-size:1rem;margin:1.2rem 0 .4rem;line-height:1.4}
    article+article{border-top:1px solid var(--line);margin-top:1.6rem;\
    padding-top:.4rem}
    p{margin:.35rem 0}
    .sub,figcaption span,small{color:var(--soft)}
    .sub{font-size:.87rem;max-width:60rem}
    .lead{font-size:1rem;max-width:56rem}
    .empty{color:var(--soft);background:var(--deep);border-radius:.4rem;\
    padding:.6rem .8rem;font-size:.9rem}
    .pill{display:inline-block;font-size:.72rem;font-weight:650;line-height:1.5;\
    padding:0 .55em;border:1px solid currentColor;border-radius:1em;\
    white-space:nowrap;vertical-align:.1em;letter-spacing:.01em}
    .good .pill,.pill.good{color:var(--good)}
    .warn .pill,.pill.warn{color:var(--warn)}
    .bad .pill,.pill.bad{color:var(--bad)}
    .info .pill{color:var(--soft)}
    .todo{list-style:none;margin:0;padding:0}
    .todo li{display:grid;grid-template-columns:8.6rem 1fr;gap:.2rem .9rem;\
    padding:.55rem 0;border-top:1px solid var(--line)}
    .todo li:first-child{border-top:0}
    .todo p{margin:0;max-width:56rem}
    .todo .pill{margin-top:.2rem;justify-self:start;align-self:start}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));\
    gap:.6rem .5rem;margin:.9rem 0}
    .facts div{border-left:2px solid var(--line);padding:.1rem 0 .1rem .7rem}
    .facts dt{color:var(--soft);font-size:.78rem}
    .facts dd{margin:0;font-weight:620;font-size:1.05rem}
    .facts small{display:block;font-weight:400;font-size:.78rem}
    .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));\
    gap:1.1rem 1.4rem;margin:.7rem 0}
    .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));\
    gap:1.1rem 2rem;align-items:start;margin:.8rem 0}
    .wide{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));\
    gap:1.1rem 2rem}
    .grid>*,.two>*,.wide>*{min-width:0}
    .wide figure{max-width:38rem}
    figure{margin:0}
    figcaption{font-size:.87rem;font-weight:600;line-height:1.35;margin-bottom:.3rem}
    figcaption span{display:block;font-weight:400;font-size:.8rem}
    figure{container-type:inline-size}
    .plot{display:block;width:100%;height:auto;touch-action:pan-y}
    .ax text{fill:var(--soft);font-size:10.5px}
    @container (min-width:27rem){.ax text{font-size:8.6px}}
    @container (min-width:33rem){.ax text{font-size:7.4px}}
    .grid path,g.grid path{stroke:var(--line);fill:none}
    .plot .line{fill:none;stroke:var(--accent);stroke-width:1.8;stroke-linejoin:round}
    .plot .band{fill:var(--accent);fill-opacity:.15;stroke:none}
    .plot .ideal{fill:none;stroke:var(--soft);stroke-dasharray:4 4}
    .dot{fill:var(--accent)}
    .mark{fill:var(--card);stroke:var(--accent);stroke-width:2.2}
    circle.p{fill:var(--accent);opacity:0}
    circle.p.on{opacity:1}
    rect.p.on{stroke:var(--ink);stroke-width:1.5}
    .bar{fill:var(--accent)}
    .heat{fill:var(--heat)}
    .t-compute{fill:var(--t0)}.k-compute th{--k:var(--t0)}\
    .t-checkpointOverhead{fill:var(--t1)}.k-checkpointOverhead th{--k:var(--t1)}\
    .t-lostWork{fill:var(--t2)}.k-lostWork th{--k:var(--t2)}\
    .t-restart{fill:var(--t3)}.k-restart th{--k:var(--t3)}\
    .t-waiting{fill:var(--t4)}.k-waiting th{--k:var(--t4)}\
    .t-egress{fill:var(--t5)}.k-egress th{--k:var(--t5)}\
    .t-storage{fill:var(--t6)}.k-storage th{--k:var(--t6)}\
    .t-blockIdleTail{fill:var(--t7)}.k-blockIdleTail th{--k:var(--t7)}\
    .t-commitmentIdle{fill:var(--t8)}.k-commitmentIdle th{--k:var(--t8)}
    [class^=k-] th::before{content:"";display:inline-block;width:.7em;\
    height:.7em;margin-right:.5em;border-radius:.15em;background:var(--k)}
    details{margin-top:.35rem}
    summary{cursor:pointer;color:var(--accent);font-size:.85rem;width:fit-content}
    .scroll{overflow-x:auto;margin:.6rem 0;max-width:100%}
    table{border-collapse:collapse;font-size:.87rem;min-width:min(100%,24rem)}
    caption{text-align:left;font-weight:600;padding:.2rem 0 .35rem}
    th,td{padding:.28rem 1.5rem .28rem 0;text-align:left;vertical-align:top;\
    font-weight:400;overflow-wrap:normal}
    thead th{color:var(--soft);font-size:.78rem;border-bottom:1px solid var(--line);\
    vertical-align:bottom}
    tbody tr+tr>*{border-top:1px solid var(--deep)}
    td:last-child,thead th:last-child{padding-right:0}
    .t{min-width:17rem}
    @media (min-width:60rem){.scroll:not(.league) tbody th{white-space:nowrap}}
    .n{text-align:right;white-space:nowrap}
    tr.chosen>*{font-weight:640}
    tr.total>*{font-weight:640;border-top:1px solid var(--line)}
    tr.stale>*{color:var(--bad)}
    .hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;\
    margin:.7rem 0 0}
    .tools[hidden]{display:none}
    input{font:inherit;color:inherit;background:var(--card);\
    border:1px solid var(--line);border-radius:.4rem;padding:.28rem .6rem;\
    width:15rem;max-width:60vw;margin-left:.35rem}
    output{color:var(--soft);font-size:.87rem}
    .league{max-height:34rem;overflow:auto;border:1px solid var(--line);\
    border-radius:.45rem}
    .league table{display:block;min-width:73rem}
    .league thead,.league tbody{display:block}
    .league thead{position:sticky;top:0;background:var(--card);z-index:2;\
    border-bottom:1px solid var(--line)}
    .league tr{display:grid;grid-template-columns:minmax(17.5rem,1fr) \
    repeat(3,5.4rem) 4.6rem 4.2rem 5.3rem 5.9rem 3.2rem 9.6rem;gap:0 .6rem;\
    padding:0 .6rem;align-items:center}
    .league thead tr{align-items:end}
    .league thead th{font-size:.74rem}
    .league th,.league td{padding:.24rem 0;border:0}
    .league td:not(:last-child){text-align:right;white-space:nowrap}
    .league tbody tr{border-top:1px solid var(--deep)}
    .league tbody tr:hover{background:var(--deep)}
    .league tbody th{position:sticky;left:0;background:var(--card);\
    overflow-wrap:anywhere}
    .league i{font-style:normal;color:var(--soft);font-size:.92em}
    .league i::before{content:"("}.league i::after{content:")"}
    .league svg{display:block;width:100%;height:1.2em}
    .league svg path{stroke:var(--accent);stroke-width:1.6;fill:none}
    .far{content-visibility:auto;contain-intrinsic-size:auto 2900px}
    th button{font:inherit;color:inherit;background:none;border:0;padding:0;\
    cursor:pointer;text-align:inherit}
    th button:hover{color:var(--ink);text-decoration:underline}
    [aria-sort=ascending] button::after{content:" \\2191"}
    [aria-sort=descending] button::after{content:" \\2193"}
    pre{background:var(--deep);border-radius:.4rem;padding:.5rem .7rem;\
    overflow-x:auto;font-size:.82rem;margin:.2rem 0 .7rem}
    ul{padding-left:1.2rem}
    details ul{font-size:.87rem;max-width:60rem}
    #tip{position:absolute;z-index:9;pointer-events:none;background:var(--ink);\
    color:var(--bg);border-radius:.35rem;padding:.2rem .55rem;font-size:.82rem;\
    max-width:19rem}
    #tip[hidden]{display:none}
    footer{color:var(--soft);font-size:.82rem;padding-bottom:2rem}
    @media (max-width:40rem){.top>div,nav,main,footer{padding-left:.75rem;\
    padding-right:.75rem}section{padding:.8rem .8rem 1rem}\
    .todo li{grid-template-columns:1fr}.league{max-height:26rem}\
    .scroll:not(.league) table:not(.stack) tbody th{min-width:7.5rem}\
    .stack,.stack caption,.stack tbody{display:block}.stack thead{display:none}\
    .stack tr{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.4rem 0;\
    border-top:1px solid var(--line)}.stack tbody tr>*{border:0;padding:0}\
    .stack th,.stack .t{flex-basis:100%;min-width:0}\
    .stack th{font-weight:600}.stack td:empty{display:none}\
    .stack td:not(.t)::before{content:attr(data-l) " ";color:var(--soft)}\
    .league tr{grid-template-columns:10.5rem repeat(3,5.5rem) 6rem 4.4rem 5.6rem \
    6.3rem 3.4rem 10rem}.league table{min-width:0;width:max-content}}
    @media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;\
    --soft:#444;--line:#bbb;--deep:#f2f2f2;--accent:#0a4f99}body{font-size:11px}\
    nav,.skip,.tools,#tip{display:none}section{border:0;padding:0;\
    break-inside:auto}figure,.facts,tr{break-inside:avoid}\
    .league,.scroll{max-height:none;overflow:visible;border:0}\
    .league table{min-width:0}.far{content-visibility:visible}\
    .league thead{position:static}figure details,.more:not([open]),\
    summary{display:none}.plot{max-height:12rem}}
    """
}
