"use strict";
(function () {
  var figures = document.querySelectorAll("script[data-figure]");
  var plots = [];
  // Axis and legend colours follow the page; everything else is the figure's own.
  var config = { responsive: true, displaylogo: false, displayModeBar: "hover",
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"] };
  figures.forEach(function (holder) {
    var figure = JSON.parse(holder.textContent);
    var place = holder.parentElement.querySelector(".plot");
    if (typeof Plotly === "undefined") {
      place.textContent = place.getAttribute("aria-label") +
        " (The drawing script was not found beside this page: keep the folder 'assets' with the reports.)";
      place.style.height = "auto";
      return;
    }
    Plotly.newPlot(place, figure.data, figure.layout, config);
    plots.push(place);
  });
  // A plot keeps the size of the screen when the page is printed; paper is narrower, and a figure
  // that is a little lower leaves fewer pages half empty.
  var heights = plots.map(function (place) { return place.layout.height || place.offsetHeight; });
  window.addEventListener("beforeprint", function () {
    plots.forEach(function (place, n) {
      var height = Math.round(heights[n] * 0.85);
      place.style.height = height + "px";
      Plotly.relayout(place, { width: 640, height: height });
    });
  });
  window.addEventListener("afterprint", function () {
    plots.forEach(function (place, n) {
      place.style.height = heights[n] + "px";
      Plotly.relayout(place, { width: null, height: heights[n], autosize: true });
    });
  });
}());
