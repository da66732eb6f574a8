// This folder runs in a browser.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
