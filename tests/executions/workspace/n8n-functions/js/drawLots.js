function drawLots(input) {
  return { gross: input.gross, lot: Math.random() };
}
if (typeof module !== "undefined") module.exports = { drawLots };
