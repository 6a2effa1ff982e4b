function attachFile(text) {
  return [{ json: { text }, binary: { data: { data: "aGVsbG8=", mimeType: "text/plain", fileName: "a.txt" } } }];
}
if (typeof module !== "undefined") module.exports = { attachFile };
