"""Drives the report page in a browser and holds it against its document.

usage: report.py PAGE.html DOCUMENT.json FOLDER

Clicks, types, points and presses keys at two widths, in light and in dark,
with and without scripts; complains of every number that is not the
document's, of every console message and of every request. Screenshots are
left in FOLDER.
"""

import json
import os
import re
import sys

from playwright.sync_api import sync_playwright

page_path, document_path, folder = sys.argv[1:4]
with open(document_path, encoding="utf-8") as file:
    document = json.load(file)

complaints = []


def check(holds, text):
    if not holds:
        complaints.append(text)


def same(shown, expected, what):
    check(shown == expected, f"{what}: the page says {shown!r}, not {expected!r}")


# The page's words for numbers, written down a second time.


def fixed(value, decimals):
    return f"{value:.{decimals}f}"


def share(value):
    if value is None:
        return "not known"
    return fixed(value * 100, 1 if 0 < value < 0.00995 else 0) + " %"


def band(low, high):
    decimals = 1 if 0 < high < 0.00995 else 0
    return fixed(low * 100, decimals) + "–" + fixed(high * 100, decimals)


def price(value):
    if value is None:
        return "not known"
    return "$" + f"{value:,.{3 if value < 10 else 2}f}"


def usd(value):
    return ("-$" if value < 0 else "$") + f"{abs(value):,.2f}"


def hours(value):
    return f"{value:.0f} h" if value == round(value) else f"{value:.2f} h"


def league_row(row):
    """The cells of a pool, as they should read."""
    cells = [row["pool"]]
    for mean, low, high in zip(
        row["survival"], row["survivalLow"], row["survivalHigh"]
    ):
        text = share(None if mean is None else 1 - mean)
        if low is not None and high is not None:
            text += " " + band(1 - high, 1 - low)
        cells.append(text)
    cells.append("")
    cells += [
        price(row[key])
        for key in ("pricePerHour", "effectivePerHour", "onDemandPerHour")
    ]
    effective, on_demand = row["effectivePerHour"], row["onDemandPerHour"]
    cells.append(
        fixed((1 - effective / on_demand) * 100, 0) + " %"
        if effective is not None and on_demand
        else "not known"
    )
    return cells


CELLS = """() => [...document.querySelectorAll('#pools tbody tr')].map(
  (row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


def numbers_on_the_page(page):
    """Every pool, every cost line, every point of every survival curve."""
    shown = {cells[0]: cells for cells in page.evaluate(CELLS)}
    rows = document["league"]["rows"]
    same(len(shown), len(rows), "pools")
    for row in rows:
        cells = league_row(row)
        same(shown[row["pool"]][: len(cells)], cells, row["pool"])
    for index, job in enumerate(document["jobs"]):
        plan = (job["recommendation"] or {}).get("chosen")
        article = page.locator(f"#job-{index}")
        check(
            job["name"] in article.locator("h3").text_content()
            or "\\u{" in article.locator("h3").text_content(),
            f"the name of {job['name']!r}",
        )
        if not plan:
            continue
        lines = {line["term"]: line["usd"] for line in plan["cost"]["lines"]}
        for term, value in lines.items():
            if value:
                cell = article.locator(f"tr.k-{term} td").first
                same(cell.text_content(), usd(value), f"{job['name']}: {term}")
        total = article.locator("tr.total td").first.text_content()
        same(total, usd(plan["cost"]["meanUSD"]), f"{job['name']}: total")
        same(
            total,
            usd(round(sum(lines.values()), 2)),
            f"{job['name']}: the sum of its lines",
        )
    charts = page.evaluate(
        """() => [...document.querySelectorAll('#survival figure')].map((f) =>
          [...f.querySelectorAll('tbody tr')].map((row) =>
            [...row.cells].map((cell) => cell.textContent)))"""
    )
    curves = document["survival"]["rows"]
    same(len(charts), len(curves), "survival curves")
    for chart, row in zip(charts, curves):
        expected = [
            [hours(ahead), share(mean), band(low, high) + " %"]
            for ahead, mean, low, high in zip(
                row["aheadHours"],
                row["survival"],
                row["survivalLow"],
                row["survivalHigh"],
            )
        ]
        same(chart, expected, "curve of " + row["pool"])


def sorting(page):
    buttons = page.locator("#pools thead button")
    rows = {row["pool"]: row for row in document["league"]["rows"]}

    def order(column):
        return [cells[column] for cells in page.evaluate(CELLS)]

    def number(text):
        found = re.match(r"\$?(-?[\d,.]+)", text)
        return float(found.group(1).replace(",", "")) if found else None

    buttons.nth(0).click()
    same(order(0), sorted(rows), "pools by name")
    # The picture before the price has no button.
    buttons.nth(4).click()
    for name, falls in (("ascending", False), ("descending", True)):
        head = page.locator("#pools thead th").nth(5)
        same(head.get_attribute("aria-sort"), name, "aria-sort")
        values = [number(text) for text in order(5)]
        known = [value for value in values if value is not None]
        same(known, sorted(known, reverse=falls), f"spot prices {name}")
        same(values[len(known) :], [None] * (len(values) - len(known)),
             "unknown prices come last")
        by_page = order(0)[0]
        best = (max if falls else min)(
            (row["pricePerHour"] for row in rows.values()
             if row["pricePerHour"] is not None), default=None)
        same(
            price(rows[by_page]["pricePerHour"]), price(best), "the first price"
        )
        buttons.nth(4).click()


def filtering(page):
    rows = document["league"]["rows"]
    for words in ("aws own", "P4D", "no-such-pool", ""):
        page.fill("#filter", words)
        page.wait_for_timeout(120)
        shown = page.evaluate(CELLS)
        expected = sum(
            all(word in " ".join(cells).lower()
                for word in words.lower().split())
            for cells in (
                league_row(row) + [evidence(row)] for row in rows
            )
        )
        same(len(shown), expected, f"pools with {words!r}")
        text = page.text_content("#shown")
        check(f"{expected:,}" in text, f"count of {words!r}: {text}")


def evidence(row):
    if row["evidence"] == "none":
        return "none"
    state = "" if row["state"] == "unknown" else row["state"] + ", "
    return (
        f"{state}{row['evidence']}, {row['interruptions']:,} in "
        f"{row['hoursAtRisk']:.0f} h"
    )


def pointing(page):
    """Values under the pointer and by arrow keys."""
    row = document["survival"]["rows"][0]
    at = row["aheadHours"].index(24)
    plot = page.locator("#survival svg").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    # The plot runs from 42 to 330 of 340 wide, for 48 hours.
    x = 42 + (330 - 42) * 24 / row["aheadHours"][-1]
    page.mouse.move(box["x"] + box["width"] * x / 340,
                    box["y"] + box["height"] / 2)
    tip = page.locator("#tip")
    expected = (
        f"24 h: {share(row['survival'][at])} stay "
        f"({band(row['survivalLow'][at], row['survivalHigh'][at])} %)"
    )
    same(tip.text_content(), expected, "the value under the pointer")
    check(tip.is_visible(), "the value under the pointer is not visible")
    page.mouse.move(2, 2)
    check(not tip.is_visible(), "the value stays when the pointer leaves")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    first = row["aheadHours"][1]
    check(
        tip.text_content().startswith(hours(first) + ": "),
        f"arrow keys: {tip.text_content()}",
    )
    page.keyboard.press("Escape")
    check(not tip.is_visible(), "Escape leaves the value")


def structure(page):
    """What a screen reader and a keyboard need."""
    found = page.evaluate(
        """() => {
      const all = (s) => [...document.querySelectorAll(s)];
      const name = (e) => e.outerHTML.slice(0, 90);
      return [
        ...all('table').filter((e) => !e.caption).map(name),
        ...all('thead th').filter((e) => e.scope !== 'col').map(name),
        ...all('tbody th').filter((e) => e.scope !== 'row').map(name),
        ...all('svg.plot').filter((e) => !e.getAttribute('aria-label')
          || e.getAttribute('role') !== 'img').map(name),
        ...all('section').filter((e) => !document.getElementById(
          e.getAttribute('aria-labelledby'))).map(name),
        ...all('figure').filter((e) => !e.querySelector('table')
          && !e.parentElement.querySelector('table')).map(name),
        ...all('input').filter((e) => !e.labels.length).map(name),
        ...all('a').filter((e) => !document.querySelector(
          e.getAttribute('href'))).map(name),
        ...all('[style], [onclick], [onload], [onerror], iframe, object, img')
          .map(name),
      ];
    }"""
    )
    for text in found:
        complaints.append("without what it needs: " + text)
    page.keyboard.press("Tab")
    same(
        page.evaluate("document.activeElement.className"), "skip",
        "the first stop of the keyboard",
    )
    text = page.evaluate("document.body.innerText")
    for word in ("NaN", "undefined", "Optional(", "nil", "infinity"):
        check(word not in text, f"the page says {word}")


CONTRAST = """() => {
  const bytes = (c) => {
    const n = c.match(/[\\d.]+/g).map(Number);
    const line = n.slice(0, 3).map((v) => v / 255).map((v) =>
      v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2];
  };
  const probe = document.createElement('i');
  document.body.append(probe);
  const value = (name) => {
    probe.style.color = `var(--${name})`;
    return bytes(getComputedStyle(probe).color);
  };
  const worst = [];
  for (const ink of ['ink', 'soft', 'accent', 'good', 'warn', 'bad'])
    for (const ground of ['card', 'deep', 'bg']) {
      const [a, b] = [value(ink), value(ground)].sort((x, y) => y - x);
      worst.push([ink, ground, (a + 0.05) / (b + 0.05)]);
    }
  probe.remove();
  return worst;
}"""


def visit(browser, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    address = "file://" + os.path.abspath(page_path)
    where = f"{width} px, {scheme}: "
    page.on("console", lambda m: complaints.append(where + "console: " + m.text))
    page.on("pageerror", lambda e: complaints.append(f"{where}error: {e}"))
    page.on(
        "request",
        lambda r: None
        if r.url in (address, "data:,")
        else complaints.append(where + "request: " + r.url),
    )
    page.goto(address)
    sizes = page.evaluate(
        "[document.documentElement.scrollWidth, window.innerWidth]"
    )
    check(sizes[0] <= sizes[1], f"{where}the page is {sizes[0]} px wide")
    page.screenshot(
        path=os.path.join(folder, f"report-{width}-{scheme}.png"),
        full_page=True,
        # Hiding it would write into the page.
        caret="initial",
    )
    for ink, ground, ratio in page.evaluate(CONTRAST):
        check(ratio >= 4.5, f"{where}{ink} on {ground} has only {ratio:.2f}")
    structure(page)
    numbers_on_the_page(page)
    sorting(page)
    filtering(page)
    pointing(page)
    numbers_on_the_page(page)
    context.close()


def without_scripts(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("file://" + os.path.abspath(page_path))
    rows = page.locator("#pools tbody tr").count()
    same(rows, len(document["league"]["rows"]), "pools without scripts")
    check(not page.locator(".tools").is_visible(), "tools that do nothing")
    context.close()


def policy(browser):
    """What the page's own policy forbids."""
    page = browser.new_page()
    page.goto("file://" + os.path.abspath(page_path))
    ran = page.evaluate(
        """() => new Promise((done) => {
      const s = document.createElement('script');
      s.textContent = 'window.ran = true';
      document.body.append(s);
      document.body.insertAdjacentHTML('beforeend',
        '<i id="probe" style="color:rgb(1, 2, 3)"></i>');
      const styled = getComputedStyle(document.getElementById('probe')).color;
      fetch('data:,x').then(() => true, () => false).then((fetched) =>
        done([window.ran === true, styled === 'rgb(1, 2, 3)', fetched]));
    })"""
    )
    same(ran, [False, False, False], "foreign script, style and request run")
    page.close()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
    )
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            visit(browser, width, scheme)
    without_scripts(browser)
    policy(browser)
    browser.close()

for text in complaints[:40]:
    print(text, file=sys.stderr)
if complaints:
    sys.exit(f"{len(complaints)} complaints about the report page")
print("The report page holds: two widths, light and dark.")
