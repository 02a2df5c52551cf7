"use strict";
(function () {
  var looks = document.getElementById("looks");
  var plots = [];
  var config = { responsive: true, displaylogo: false, displayModeBar: "hover",
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"] };
  // In words what a figure shows, where it cannot be drawn.
  function tell(place, why) {
    place.textContent = place.getAttribute("aria-label") + " (" + why + ")";
    place.style.height = "auto";
  }
  function draw(holder) {
    var place = holder.parentElement.querySelector(".plot");
    var broken = function (fault) { tell(place, "This figure could not be drawn: " + fault.message); };
    if (typeof Plotly === "undefined") {
      tell(place, "The drawing script was not found beside this page: keep the folder 'assets' with the reports.");
      return;
    }
    try {
      var figure = JSON.parse(holder.textContent);
      // Looks stand once on the page; each figure gets a copy of its own, because plotly may change it.
      if (typeof figure.layout.template === "number") {
        figure.layout.template = JSON.parse(looks.textContent)[figure.layout.template];
      }
      figure.config = config;
      place.setAttribute("role", "group");  // it holds buttons now
      plots.push({ place: place, width: figure.layout.width, height: figure.layout.height });
      Plotly.newPlot(place, figure).catch(broken);
    } catch (fault) { broken(fault); }
  }
  document.querySelectorAll("script[data-figure]").forEach(draw);
  // A plot keeps the size of the screen when the page is printed; paper is narrower and ends. A figure
  // keeps its height, so that its legend stays where it was designed.
  // Wider than it is: the style for print shows all of a figure, its text too, at 70 %.
  // Beside another one a figure has half of the paper.
  var paper = { width: 945, half: 465, height: 1050 };
  function fit(plot, width, height) {
    plot.place.style.height = height + "px";
    Plotly.relayout(plot.place, { width: width, height: height, autosize: width === null });
  }
  window.addEventListener("beforeprint", function () {
    plots.forEach(function (plot) {
      plot.shown = plot.height || plot.place.offsetHeight;
      var wide = plot.place.closest(".pair") ? paper.half : paper.width;
      fit(plot, wide, Math.min(plot.shown, paper.height));
      // A legend that needs fewer lines than on a narrow screen finds its place the second time.
      Plotly.redraw(plot.place);
    });
  });
  window.addEventListener("afterprint", function () {
    plots.forEach(function (plot) { fit(plot, plot.width || null, plot.shown); });
  });
}());
