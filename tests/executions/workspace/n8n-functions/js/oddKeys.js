function oddKeys() {
  return { "a-b": "\ud83d", "": [[]] };
}
if (typeof module !== "undefined") module.exports = { oddKeys };
