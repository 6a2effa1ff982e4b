function loadsAnother(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { loadsAnother };
