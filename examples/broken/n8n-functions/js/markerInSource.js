function markerInSource(items) {
  /* #:js:n8n-functions/js/countItems.js */
  return items.length;
}
if (typeof module !== "undefined") module.exports = { markerInSource };
