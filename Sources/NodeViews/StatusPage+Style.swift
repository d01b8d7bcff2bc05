extension StatusPage {
    /// Two sets of colours, each with a contrast of more than 4.5 to 1; what they say is said by words too.
    static let style: HTML = """
        :root{color-scheme:light dark;--good:#1b6e20;--bad:#b71c1c;--line:#ccc}
        @media (prefers-color-scheme:dark){:root{--good:#81c784;--bad:#ff8a80;--line:#555}}
        body{font:1rem/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:84rem;padding:0 1rem}
        h1{font-size:1.6rem;margin:0}
        h2{font-size:1.2rem;margin:2rem 0 .5rem}
        header p{margin:.5rem 0}
        nav a{margin-right:1rem}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;min-width:100%}
        th,td{text-align:left;white-space:nowrap;padding:.3rem 1.25rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        td,tbody th{font-weight:400;font-variant-numeric:tabular-nums}
        .message{display:inline-block;min-width:16rem;max-width:48rem;white-space:pre-wrap;overflow-wrap:anywhere}
        .good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.dim{opacity:.8}
        footer{margin-top:2rem}
        """
}
