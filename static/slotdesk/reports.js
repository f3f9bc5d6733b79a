// Draw each figure of a report above its table. Colours come from the style sheet, for light and dark; every series also has a pattern
// or a dash and a mark of its own, so that no colour stands alone.
(() => {
  const TILE = 10;
  const PATTERNS = {
    confirmed: [],
    pending_booking: [[0, 10, 10, 0], [-5, 5, 5, -5], [5, 15, 15, 5]],
    cancelled: [[0, 0, 10, 10], [0, 10, 10, 0]],
    no_show: [[5, 0, 5, 10], [0, 5, 10, 5]],
    rescheduled: [[0, 5, 10, 5]],
    pending_reschedule: [[5, 0, 5, 10]],
    booking_failed: [[0, 0, 10, 10], [-5, 5, 5, 15], [5, -5, 15, 5]],
    reschedule_failed: [[0, 2, 10, 2], [0, 7, 10, 7]],
    other: [[0, 5, 4, 5]],
  };
  const DASHES = [[], [7, 5]];
  const MARKS = ["circle", "triangle"];
  const NARROW = 480;
  const drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const filled = (tone) => {
    const tile = document.createElement("canvas");
    tile.width = TILE;
    tile.height = TILE;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour(`--sd-plot-${tone}`);
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = colour("--sd-card");
    pen.lineWidth = 1.5;
    for (const [fromX, fromY, toX, toY] of PATTERNS[tone] || PATTERNS.other) {
      pen.beginPath();
      pen.moveTo(fromX, fromY);
      pen.lineTo(toX, toY);
      pen.stroke();
    }
    return pen.createPattern(tile, "repeat");
  };

  const dataset = (kind, across) => (series, place) => {
    const line = colour(`--sd-plot-${series.tone}`);
    const own = { label: series.title, data: series.values, words: series.words, borderColor: line };
    if (kind === "line") {
      return {
        ...own, backgroundColor: line, borderWidth: 2, borderDash: DASHES[place % 2], pointStyle: MARKS[place % 2],
        pointRadius: 3.5, spanGaps: false, tension: 0,
      };
    }
    return { ...own, backgroundColor: filled(series.tone), borderWidth: 1, maxBarThickness: across ? 22 : 48 };
  };

  const short = (label, most) => (label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label);

  const options = (plot, width) => {
    const text = colour("--sd-text");
    const most = width < NARROW ? 15 : 34;
    const counts = {
      beginAtZero: true, stacked: plot.stacked, ticks: { color: text, precision: 0 }, grid: { color: colour("--sd-line") },
      title: { display: plot.unit !== "", text: plot.unit, color: text },
    };
    const names = {
      stacked: plot.stacked, grid: { display: false },
      ticks: {
        color: text, autoSkip: !plot.across, maxRotation: plot.across ? 0 : 60,
        callback(place) { return short(this.getLabelForValue(place), most); },
      },
    };
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: plot.across ? "y" : "x",
      interaction: { mode: "index", axis: plot.across ? "y" : "x", intersect: false },
      scales: plot.across ? { x: counts, y: names } : { x: names, y: counts },
      plugins: {
        legend: {
          display: plot.series.length > 1, position: "bottom",
          labels: { color: text, usePointStyle: plot.kind === "line", boxWidth: 28, boxHeight: 14, pointStyleWidth: 28 },
        },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${item.dataset.words[item.dataIndex]}` } },
      },
    };
  };

  const draw = (canvas) => {
    const plot = JSON.parse(document.getElementById(canvas.dataset.plot).textContent);
    const frame = canvas.parentElement;
    frame.hidden = false;
    if (plot.across) frame.style.height = `${5 + 2 * plot.labels.length}rem`;
    const data = { labels: plot.labels, datasets: plot.series.map(dataset(plot.kind, plot.across)) };
    drawn.push(new window.Chart(canvas, { type: plot.kind, data, options: options(plot, frame.clientWidth) }));
  };

  const drawAll = () => {
    for (const one of drawn.splice(0)) one.destroy();
    document.querySelectorAll("canvas[data-plot]").forEach(draw);
  };

  if (!window.Chart) return;
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  drawAll();
  let isDark = document.documentElement.classList.contains("dark");
  new MutationObserver(() => {
    const dark = document.documentElement.classList.contains("dark");
    if (dark !== isDark) {
      isDark = dark;
      drawAll();
    }
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
})();
