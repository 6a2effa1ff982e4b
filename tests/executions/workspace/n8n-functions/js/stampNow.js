function stampNow(input) {
  return { gross: input.gross, at: new Date().getTime() };
}
if (typeof module !== "undefined") module.exports = { stampNow };
