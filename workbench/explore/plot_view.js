// A picture: the JSON of a plotly figure, drawn by plotly.js, with its text for those who do not see it.
//
// plotly.js comes once for a page, packed, as a message from the kernel: it is no state of a widget,
// so that no notebook file keeps it, and nothing is asked of the network.

const PAGE = "__workbench_plotly";
const PATIENCE = 20000; // milliseconds until another picture asks again, where the first is gone
const LOOK = { displayModeBar: false, displaylogo: false };

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(stream).text();
  // In a function of its own: a page with require.js would take the script for itself.
  const made = { exports: {} };
  new Function("module", "exports", "define", code)(made, made.exports, undefined);
  return made.exports;
}

function asked(model) {
  const known = globalThis[PAGE];
  if (known && (known.here || Date.now() - known.at < PATIENCE)) return known.plotly;
  const asking = { at: Date.now(), here: false };
  asking.plotly = new Promise((resolve, reject) => {
    const hear = (message, buffers) => {
      if (message.kind !== "plotly") return;
      model.off("msg:custom", hear);
      unpacked(buffers[0]).then((plotly) => { asking.here = true; resolve(plotly); }, reject);
    };
    model.on("msg:custom", hear);
    model.send({ wants: "plotly" });
  });
  globalThis[PAGE] = asking;
  return asking.plotly;
}

function later() {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE + 100));
}

async function plotly(model) {
  for (let time = 0; time < 5; time += 1) {
    const found = await Promise.race([asked(model), later()]);
    if (found) return found;
  }
  throw new Error("the drawing script did not come; run the notebook again");
}

function render({ model, el }) {
  const figure = document.createElement("figure");
  const place = document.createElement("div");
  const words = document.createElement("figcaption");
  figure.className = "wb-picture";
  place.className = "wb-plot";
  figure.append(place, words);
  el.append(figure);
  let turn = 0;
  let library = null;

  const empty = () => {
    if (library) library.purge(place);
    place.replaceChildren();
  };

  const click = (event) => {
    const id = event.points[0].id;
    if (id === undefined) return;
    model.set("clicked", String(id));
    model.save_changes();
  };

  const draw = async () => {
    const mine = (turn += 1);
    const spec = model.get("spec");
    place.hidden = !spec;
    if (!spec) {
      empty();
      words.textContent = model.get("words");
      return;
    }
    const { data, layout } = JSON.parse(spec);
    const said = layout.meta || {};
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", said.alt || said.caption || "a picture");
    words.textContent = said.caption || "";
    if (!library) {
      if (!place.firstChild) place.textContent = said.alt || "";
      const found = await plotly(model);
      if (!library) {
        library = found;
        place.replaceChildren();
      }
    }
    if (mine !== turn || !place.offsetWidth) return; // a later one is drawn; or nobody sees it yet
    // Anew, not changed in place: a legend keeps its old place where the picture gets another width.
    await library.newPlot(place, data, layout, LOOK);
    place.on("plotly_click", click);
    place.dataset.drawn = String(Number(place.dataset.drawn || 0) + 1);
  };

  const safely = () => draw().catch((fault) => {
    words.textContent = `This picture could not be drawn: ${fault.message}.`;
  });

  let wide = 0;
  const sized = new ResizeObserver(() => {
    if (place.offsetWidth === wide || place.hidden) return;
    wide = place.offsetWidth;
    if (wide) safely();
  });
  sized.observe(place);
  model.on("change:spec", safely);
  model.on("change:words", safely);
  safely();
  return () => {
    turn += 1;
    sized.disconnect();
    model.off("change:spec", safely);
    model.off("change:words", safely);
    if (library) library.purge(place);
  };
}

export default { render };
