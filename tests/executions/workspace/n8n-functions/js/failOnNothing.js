function failOnNothing(input) {
  return { x: input.nothing.at.all };
}
if (typeof module !== "undefined") module.exports = { failOnNothing };
