"""Seconds to the first paint of a page, and of sorting and filtering it.

usage: report_paint.py PAGE.html RUNS
"""

import os
import sys

from playwright.sync_api import sync_playwright

NEXT_FRAME = "new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"
SORT = """async (column) => {
  const button = document.querySelectorAll('#pools thead button')[column];
  const start = performance.now();
  button.click();
  await %s;
  return (performance.now() - start) / 1000;
}""" % NEXT_FRAME
FILTER = """async () => {
  const input = document.getElementById('filter');
  const before = document.getElementById('shown').textContent;
  input.value = 'us-east-2 own';
  const start = performance.now();
  input.dispatchEvent(new Event('input'));
  while (document.getElementById('shown').textContent === before) await %s;
  await %s;
  return (performance.now() - start) / 1000;
}""" % (NEXT_FRAME, NEXT_FRAME)

path, runs = sys.argv[1], int(sys.argv[2])
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
    )
    for _ in range(runs):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto("file://" + os.path.abspath(path))
        page.wait_for_timeout(300)
        paint = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')"
            "[0].startTime / 1000"
        )
        print(f"paint {paint:.3f}")
        for column in (0, 3, 4):
            print(f"sort {page.evaluate(SORT, column):.3f}")
        print(f"filter {page.evaluate(FILTER):.3f}")
        context.close()
    browser.close()
