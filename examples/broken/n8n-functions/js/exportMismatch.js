function exportMismatch(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { exportMissmatch };
