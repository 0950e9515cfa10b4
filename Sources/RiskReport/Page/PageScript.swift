/// The page's script: it sorts, filters, and shows values under the pointer.
///
/// It makes nothing that was not on the page before, and reads its numbers
/// from the cells themselves.
enum PageScript {
  static let text = #"""
    (() => {
      "use strict";
      const $ = (id) => document.getElementById(id);

      // Values under the pointer, and by arrow keys under the focus.
      const tip = $("tip");
      let lit = null;
      const middle = (p) => p.cx
        ? [p.cx.baseVal.value, p.cy.baseVal.value]
        : [p.x.baseVal.value + p.width.baseVal.value / 2,
           p.y.baseVal.value + p.height.baseVal.value / 2];
      const dim = () => {
        if (lit) lit.classList.remove("on");
        lit = null;
        tip.hidden = true;
      };
      const show = (p) => {
        if (p === lit) return;
        dim();
        if (!p) return;
        lit = p;
        p.classList.add("on");
        tip.textContent = p.dataset.t;
        tip.hidden = false;
        const at = p.getBoundingClientRect();
        const width = tip.offsetWidth, page = document.documentElement;
        const x = at.left + at.width / 2 - width / 2;
        tip.style.left = Math.max(4,
          Math.min(x, page.clientWidth - width - 4)) + scrollX + "px";
        const above = at.top - tip.offsetHeight - 8;
        tip.style.top = (above > 0 ? above : at.bottom + 8) + scrollY + "px";
      };
      for (const plot of document.querySelectorAll("svg.plot")) {
        const title = plot.querySelector("title");
        // A title would be shown beside our own words.
        plot.setAttribute("aria-label",
          title.textContent + ". " + plot.querySelector("desc").textContent);
        title.remove();
        let points = null;
        const all = () => points || (points = [...plot.querySelectorAll(".p")]
          .map((p) => ({ p, at: middle(p) })));
        plot.addEventListener("pointermove", (event) => {
          const box = plot.getBoundingClientRect(), view = plot.viewBox.baseVal;
          const x = (event.clientX - box.left) / box.width * view.width;
          const y = (event.clientY - box.top) / box.height * view.height;
          if (event.target.matches("rect.p")) return show(event.target);
          let best = null, least = Infinity;
          for (const { p, at } of all()) {
            // Along a line only the hour counts; in fields, both ways.
            const far = p.cx ? Math.abs(at[0] - x) + Math.abs(at[1] - y) / 50
              : Math.hypot(at[0] - x, at[1] - y);
            if (far < least) { least = far; best = p; }
          }
          show(best);
        });
        plot.addEventListener("pointerleave", dim);
        plot.addEventListener("blur", dim);
        plot.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (event.key === "Escape") return dim();
          if (!step || !all().length) return;
          event.preventDefault();
          const list = all(), now = list.findIndex(({ p }) => p === lit);
          const next = now < 0 ? (step > 0 ? 0 : list.length - 1) : now + step;
          show(list[Math.max(0, Math.min(list.length - 1, next))].p);
        });
      }

      // On paper plans are unfolded; numbers of charts stay where they are.
      addEventListener("beforeprint", () => {
        for (const part of document.querySelectorAll("article details")) {
          if (part.parentElement.localName !== "figure") part.open = true;
        }
      });

      const table = $("pools");
      if (!table) return;
      const head = [...table.tHead.rows[0].cells];
      const size = table.tBodies[0].rows.length;
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      const keys = rows.map((row) => row.textContent.toLowerCase());
      const index = new Map(rows.map((row, i) => [row, i]));
      let order = rows.slice(), column = -1, falls = false;

      // Numbers first and by size; what is not known comes last either way.
      const columns = [];
      const values = (k) => columns[k] || (columns[k] = rows.map((row) => {
        const text = row.cells[k].textContent;
        const found = k && text.replace(/[$,]/g, "")
          .match(/^-?\d+(\.\d+)?/);
        return found ? +found[0] : k && k < head.length - 1 ? null : text;
      }));
      const compare = (a, b) => {
        if (typeof a === "number" && typeof b === "number") return a - b;
        return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
      };

      const lay = () => {
        const words = $("filter").value.toLowerCase().split(/\s+/)
          .filter(Boolean);
        const shown = words.length
          ? order.filter((row) => {
            const key = keys[index.get(row)];
            return words.every((word) => key.includes(word));
          }) : order;
        const bodies = [];
        for (let i = 0; i < shown.length; i += size) {
          const body = document.createElement("tbody");
          if (i > 0 && shown.length - i > size) body.className = "far";
          body.append(...shown.slice(i, i + size));
          bodies.push(body);
        }
        for (const body of [...table.tBodies]) body.remove();
        table.append(...bodies);
        const count = (n) => n.toLocaleString("en-US");
        $("shown").textContent = shown.length === rows.length
          ? count(rows.length) + " pools"
          : count(shown.length) + " of " + count(rows.length) + " pools";
        table.parentElement.scrollTop = 0;
      };

      head.forEach((cell, k) => {
        // A picture has no order of its own.
        if (cell.className === "x") return;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = cell.textContent;
        cell.textContent = "";
        cell.append(button);
        cell.setAttribute("aria-sort", "none");
        button.addEventListener("click", () => {
          falls = column === k ? !falls : false;
          column = k;
          const list = values(k), sign = falls ? -1 : 1;
          order = rows.slice().sort((a, b) => {
            const x = list[index.get(a)], y = list[index.get(b)];
            if (x === null || y === null) {
              return (x === null) - (y === null);
            }
            return sign * compare(x, y) || index.get(a) - index.get(b);
          });
          for (const other of table.tHead.querySelectorAll("[aria-sort]")) {
            other.setAttribute("aria-sort", "none");
          }
          cell.setAttribute("aria-sort", falls ? "descending" : "ascending");
          lay();
        });
      });

      let waiting = 0;
      $("filter").addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(lay, 60);
      });
      document.querySelector(".tools").hidden = false;
    })();
    """#
}
