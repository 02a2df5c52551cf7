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
  function fit(width) {
    plots.forEach(function (place) {
      Plotly.relayout(place, width ? { width: width } : { width: null, autosize: true });
    });
  }
  // A plot keeps the width of the screen when the page is printed; paper is narrower.
  window.addEventListener("beforeprint", function () { fit(660); });
  window.addEventListener("afterprint", function () { fit(0); });
}());
