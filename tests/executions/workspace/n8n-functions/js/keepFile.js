function keepFile(json) {
  return { length: json.text.length };
}
if (typeof module !== "undefined") module.exports = { keepFile };
