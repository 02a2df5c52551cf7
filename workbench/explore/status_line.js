// One line that a screen reader reads out when it changes; it also makes the room around it a room:
// with a name, and with keys that JupyterLab leaves alone.

function render({ model, el }) {
  const line = document.createElement("div");
  line.className = "wb-status";
  line.setAttribute("role", "status");
  el.append(line);
  const say = () => { line.innerHTML = model.get("value"); };
  model.on("change:value", say);
  say();
  let stopped = false;
  const enter = () => {
    const room = el.closest(".wb-room");
    if (room) {
      room.setAttribute("data-lm-suppress-shortcuts", "true");
      room.setAttribute("role", "region");
      room.setAttribute("aria-label", "What would follow");
    } else if (!stopped) {
      requestAnimationFrame(enter); // not in the page yet
    }
  };
  enter();
  return () => { stopped = true; model.off("change:value", say); };
}

export default { render };
