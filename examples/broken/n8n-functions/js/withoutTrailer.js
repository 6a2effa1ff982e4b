function withoutTrailer(items) {
  return items.length;
}
