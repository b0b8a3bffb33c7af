/// The style sheet of a report: light and dark, narrow and wide, on paper.
enum ReportStyle {
    static let sheet: StaticString = """
        :root{--paper:#f6f7f9;--card:#fff;--ink:#18212f;--soft:#5a6577;--rule:#dfe3ea;--grid:#e8ebf0;--good:#12734a;--good-soft:#ddf3e8;\
        --bad:#b3261e;--bad-soft:#fbe4e2;--warn:#8a5300;--warn-soft:#fdefd5;--c1:#1f7a8c;--c2:#2f5fb3;--c3:#8b93a3;--c4:#d99a1c;--c5:#c8552d;\
        --c6:#a32c52;--c7:#7a4bb0;--c8:#4b3a8c;--c9:#5a5f66}
        @media(prefers-color-scheme:dark){:root{--paper:#11151c;--card:#1a202a;--ink:#e8ecf3;--soft:#a0abbd;--rule:#2d3644;--grid:#262e3a;\
        --good:#6fd3a3;--good-soft:#173a2b;--bad:#ff9d94;--bad-soft:#47201d;--warn:#f0c070;--warn-soft:#3d2e12;--c1:#4fb6c8;--c2:#7da7f0;\
        --c3:#8892a4;--c4:#e7b64d;--c5:#ee8a62;--c6:#e57296;--c7:#b58ae6;--c8:#938be0;--c9:#9aa1ab}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
        header{margin-bottom:24px}
        .kind{margin:0;color:var(--soft);font-size:14px}
        h1{margin:0 0 8px;font-size:32px;line-height:1.2;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
        h2{margin:40px 0 12px;font-size:19px;font-weight:650}
        .lead{margin:0;color:var(--soft)}
        .badge{display:inline-block;padding:1px 10px;border-radius:99px;font-size:14px;font-weight:600;margin-right:4px}
        .badge.good{background:var(--good-soft);color:var(--good)}.badge.bad{background:var(--bad-soft);color:var(--bad)}
        .badge.warn{background:var(--warn-soft);color:var(--warn)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;margin:0}
        .tiles div{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 16px}
        dt{color:var(--soft);font-size:14px}dd{margin:0;color:var(--soft);font-size:14px}
        dd.value{color:var(--ink);font-size:26px;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums}
        .verdicts{list-style:none;margin:0;padding:0;display:grid;gap:8px}
        .verdicts li{display:flex;flex-wrap:wrap;gap:4px 16px;background:var(--card);border:1px solid var(--rule);border-radius:10px;\
        padding:10px 16px}
        .verdicts .mark{min-width:88px;font-weight:600}.verdicts .found{color:var(--soft);margin-left:auto}
        .good .mark,td.good{color:var(--good)}.bad .mark,td.bad,.bad{color:var(--bad)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));gap:16px}
        .charts h2{grid-column:1/-1;margin-bottom:-4px}
        .chart{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 16px 8px;min-width:0}
        figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 16px;margin-bottom:6px}
        .legend{display:flex;flex-wrap:wrap;gap:2px 14px;color:var(--soft);font-size:14px}
        .legend i,th i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
        svg{display:block;width:100%;height:auto}
        svg text{fill:var(--soft);font-size:13px;font-variant-numeric:tabular-nums}
        .grid{stroke:var(--grid)}.axis{stroke:var(--rule)}
        .line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
        .s-changed{fill:var(--c1);background:var(--c1)}.s-unchanged{fill:var(--c2);background:var(--c2)}
        .s-nothing-to-do,.s-muted{fill:var(--c3);background:var(--c3)}.s-not-found{fill:var(--c4);background:var(--c4)}
        .s-refused{fill:var(--c5);background:var(--c5)}.s-unreachable{fill:var(--c6);background:var(--c6)}
        .s-broken{fill:var(--c7);background:var(--c7)}.s-distrusted{fill:var(--c8);background:var(--c8)}
        .s-failed{fill:var(--c9);background:var(--c9)}
        .line.s-changed{fill:none;stroke:var(--c1)}.line.s-unchanged{fill:none;stroke:var(--c2)}.line.s-muted{fill:none;stroke:var(--c3)}
        .line.s-unreachable{fill:none;stroke:var(--c6)}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(400px,100%),1fr));gap:0 24px}
        table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--rule);border-radius:10px;font-size:15px;\
        font-variant-numeric:tabular-nums}
        th,td{padding:7px 14px;text-align:left;border-top:1px solid var(--rule);font-weight:400;vertical-align:top}
        tr:first-child>*{border-top:0}
        th[scope=col]{color:var(--soft);font-size:14px}
        .pair td,.pair th[scope=col]:not(:first-child){text-align:right;white-space:nowrap}
        small{display:block;color:var(--soft);font-size:13.5px;overflow-wrap:anywhere}
        .note{color:var(--soft);font-size:14px;margin:10px 0}
        details{background:var(--card);border:1px solid var(--rule);border-radius:10px;margin-bottom:8px;padding:0 16px}
        summary{display:flex;flex-wrap:wrap;gap:2px 20px;padding:10px 0;cursor:pointer;color:var(--soft);font-size:15px}
        summary code{color:var(--ink)}
        summary:focus-visible{outline:2px solid var(--c2);outline-offset:2px;border-radius:6px}
        code{font:14px ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .scroll{overflow-x:auto;margin:0 -16px;border-radius:0 0 10px 10px}.story{border-width:1px 0 0;border-radius:0;min-width:560px}
        @media(max-width:600px){main{padding:20px 14px 48px}h1{font-size:26px}dd.value{font-size:22px}.verdicts .found{margin-left:0}\
        .tiles{grid-template-columns:1fr 1fr}svg text{font-size:17px}}
        @media print{:root{--paper:#fff}body{font-size:11pt}main{padding:0;max-width:none}.chart,details,tr,.tiles div{break-inside:avoid}\
        .charts{grid-template-columns:1fr 1fr}}
        """
}
