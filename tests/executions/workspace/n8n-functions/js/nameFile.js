function nameFile(item) {
  return { name: item.binary.data.fileName };
}
if (typeof module !== "undefined") module.exports = { nameFile };
